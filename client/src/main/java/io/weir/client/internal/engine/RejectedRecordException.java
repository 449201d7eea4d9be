package io.weir.client.internal.engine;

/** A record that decodes but cannot be acted on; what was in force before stays in force. */
public final class RejectedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes an answer that says why. */
  public RejectedRecordException(String message) {
    super(message);
  }

  /** Makes an answer that says why. */
  public RejectedRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
