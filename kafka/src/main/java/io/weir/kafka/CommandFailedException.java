package io.weir.kafka;

/** A command cannot go on; the message says why, and what to do, in one line for its user. */
public final class CommandFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message one line
   */
  public CommandFailedException(String message) {
    super(message);
  }

  /**
   * Makes one.
   *
   * @param message one line
   * @param cause for the log
   */
  public CommandFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
