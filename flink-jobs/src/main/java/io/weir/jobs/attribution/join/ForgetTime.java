package io.weir.jobs.attribution.join;

/**
 * Event time at which the state of an impression, or of a message that waits for one, goes: the end
 * of the window plus the allowed lateness, rounded up to a step of a small part of the window.
 *
 * <p>The steps let a treatment that overtook its impression, and the impression itself, fall on the
 * same time nearly always, so that they share one timer. With state in RocksDB a timer costs as
 * much as an event, and in a backlog about every other treatment overtakes.
 */
public final class ForgetTime {
  private static final int STEPS_PER_WINDOW = 64;
  private static final long LONGEST_STEP_MILLIS = 10_000;
  private static final long LATEST = Long.MAX_VALUE - 1;

  private ForgetTime() {}

  /**
   * Returns the time in milliseconds since the epoch, short of the end of time.
   *
   * @param eventTimeMillis when the impression or the message happened
   * @param windowEndMillis one attribution window later
   * @param allowedLatenessMillis at least 0
   */
  public static long of(long eventTimeMillis, long windowEndMillis, long allowedLatenessMillis) {
    long share = (windowEndMillis - eventTimeMillis) / STEPS_PER_WINDOW;
    long step = Math.max(1, Math.min(share, LONGEST_STEP_MILLIS));
    if (windowEndMillis > LATEST - step - allowedLatenessMillis) {
      return LATEST;
    }
    long due = windowEndMillis + allowedLatenessMillis;
    return due + Math.floorMod(-due, step);
  }
}
