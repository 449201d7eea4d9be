package io.weir.jobs.learning;

/** The version of this code, which models carry. */
final class CodeVersion {
  private CodeVersion() {}

  /** Returns the version in the jar's manifest, or {@code development} outside a jar. */
  static String get() {
    String version = CodeVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
