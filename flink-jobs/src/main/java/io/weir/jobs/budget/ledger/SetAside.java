package io.weir.jobs.budget.ledger;

/** How a fault that set a campaign aside is told to people. */
final class SetAside {
  private static final int FRAMES = 8;
  private static final int MESSAGE_MOST = 500;

  private SetAside() {}

  /** The fault and the top of its stack. */
  static String describe(Throwable fault) {
    String message = String.valueOf(fault);
    StringBuilder text =
        new StringBuilder(message.substring(0, Math.min(MESSAGE_MOST, message.length())));
    StackTraceElement[] stack = fault.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
      text.append("\n  at ").append(stack[i]);
    }
    return text.toString();
  }
}
