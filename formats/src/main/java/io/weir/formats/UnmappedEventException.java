package io.weir.formats;

/**
 * An event that does not become a record, with the field that is to blame. Carries no stack trace:
 * it is an answer, not a fault.
 */
public final class UnmappedEventException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong. The names are the reasons that dead letters carry. */
  public enum Reason {
    /** The message is no JSON object. */
    MALFORMED_JSON,
    /** The registry has no such schema. */
    UNKNOWN_SCHEMA_ID,
    /** A field that the record needs is not there. */
    MISSING_FIELD,
    /** A field is there, and is not what the record needs. */
    INVALID_FIELD
  }

  private final Reason reason;

  UnmappedEventException(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  /** Returns what is wrong. */
  public Reason reason() {
    return reason;
  }

  /** Returns which field is wrong and why, for people. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
