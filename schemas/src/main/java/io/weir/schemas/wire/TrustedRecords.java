package io.weir.schemas.wire;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that generated records of this project may be instantiated. Avro 1.12 refuses every
 * class that neither this nor the system property {@code org.apache.avro.SERIALIZABLE_PACKAGES}
 * names.
 */
public final class TrustedRecords {
  private static final String PACKAGE_PREFIX = "io.weir.";
  private static boolean installed;

  private TrustedRecords() {}

  /** Adds this project's packages to what Avro trusts already. Idempotent. */
  public static synchronized void install() {
    if (installed) {
      return;
    }
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(PACKAGE_PREFIX)));
    installed = true;
  }
}
