package io.weir.learner.publish;

/** The version of this code, which models carry. */
public final class CodeVersion {
  private CodeVersion() {}

  /** Returns the version in the jar's manifest, or {@code development} outside a jar. */
  public static String get() {
    String version = CodeVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
