package io.weir.jobs.learning;

/** Tells how long the operator has been away from its mailbox, where records and barriers wait. */
final class CallClock {
  private long startNanos;

  /** Notes that a call begins. */
  void start() {
    startNanos = System.nanoTime();
  }

  /** Returns the time since it began, microseconds. */
  long micros() {
    return (System.nanoTime() - startNanos) / 1_000;
  }

  /** Returns the time since it began, milliseconds. */
  long millis() {
    return micros() / 1_000;
  }
}
