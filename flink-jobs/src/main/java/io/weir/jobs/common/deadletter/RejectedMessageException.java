package io.weir.jobs.common.deadletter;

/**
 * A message that decodes but cannot be used. Carries no stack trace: it is an answer, not a fault.
 */
public final class RejectedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final DeadLetterReason reason;

  /**
   * Makes the exception.
   *
   * @param reason machine-readable
   * @param detail what exactly is wrong, for people
   */
  public RejectedMessageException(DeadLetterReason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  /** Returns the machine-readable reason. */
  public DeadLetterReason reason() {
    return reason;
  }

  /** Returns what exactly is wrong, for people. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
