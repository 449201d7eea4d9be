package io.weir.console.state;

import java.time.Duration;

/**
 * Where event time stands on the wall clock. In production the two run together; in a simulation or
 * a replay event time is elsewhere and runs faster, and what a job says of "now" belongs to the
 * event time that the streams had then. Its owner guards it.
 */
final class EventClock {
  /** Closer than this to the wall clock, event time is the wall clock. */
  static final long TOGETHER_MILLIS = Duration.ofMinutes(10).toMillis();

  private static final long LONGEST_STEP_MILLIS = 60_000;

  private boolean known;
  private long wallMillis;
  private long eventMillis;
  private double rate = 1;

  /**
   * Takes in what the newest impressions say.
   *
   * @param wall wall clock
   * @param event event time
   */
  void observe(long wall, long event) {
    if (known && wall > wallMillis && event >= eventMillis) {
      rate = (double) (event - eventMillis) / (wall - wallMillis);
    }
    known = true;
    wallMillis = wall;
    eventMillis = event;
  }

  /**
   * Returns the event time that belongs to a moment.
   *
   * @param wall wall clock
   * @return the moment itself while event time is not known to be elsewhere, or where the moment is
   *     too far from the last look to tell
   */
  long at(long wall) {
    long step = wall - wallMillis;
    if (!known
        || Math.abs(wallMillis - eventMillis) < TOGETHER_MILLIS
        || Math.abs(step) > LONGEST_STEP_MILLIS) {
      return wall;
    }
    return eventMillis + Math.round(rate * step);
  }
}
