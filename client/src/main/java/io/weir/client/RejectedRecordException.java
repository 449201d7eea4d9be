package io.weir.client;

/** A record that decodes but cannot be acted on; what was in force before stays in force. */
public final class RejectedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  RejectedRecordException(String message) {
    super(message);
  }

  RejectedRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
