package io.weir.console.operator;

/** A command that was not carried out, and why. */
public final class CommandRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why a command is refused. */
  public enum Reason {
    /** The command itself is wrong: something is missing, unknown or out of range. */
    INVALID,
    /** No such campaign on the topic. */
    UNKNOWN_CAMPAIGN,
    /** The campaign has moved on from the version the operator saw, or another console writes. */
    VERSION_MOVED,
    /** The campaign is not in a state in which this can be done. */
    NOT_APPLICABLE
  }

  private final Reason reason;

  /**
   * Makes one.
   *
   * @param reason machine-readable reason
   * @param message for the operator
   */
  public CommandRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  CommandRefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Returns the machine-readable reason. */
  public Reason reason() {
    return reason;
  }
}
