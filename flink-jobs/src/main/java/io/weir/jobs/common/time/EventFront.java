package io.weir.jobs.common.time;

import java.util.Arrays;

/**
 * How far event time has come in one partition, as three quarters of its recent events say. It
 * moves
 *
 * <ul>
 *   <li>at once to where three quarters of the recent events lie at or beyond; recent are those of
 *       the last {@link #RECENT_MILLIS}, the last {@link #FEWEST} at least and the last {@link
 *       #MOST} at most,
 *   <li>besides no faster than the clock does, and never beyond the latest of them.
 * </ul>
 *
 * <p>So events ahead of the others, by however much, close nobody's window unless they are nearly
 * all: the most they can do is to move the front as fast as time itself passes. Live traffic keeps
 * the front at its latest events by the second rule, a backlog by the first. No Flink, no clock of
 * its own; not thread-safe.
 */
final class EventFront {
  /** Most events that are looked at; a batch of one producer is shorter. */
  static final int MOST = 511;

  /** Fewest, however old they are. */
  static final int FEWEST = 7;

  /** For how long an event counts as recent. */
  static final long RECENT_MILLIS = 10_000;

  // Long enough that the first of several events does not speak alone.
  private static final long START_MILLIS = 1_000;

  private final long[] times = new long[MOST];
  private final long[] arrivals = new long[MOST];
  private final long[] sorted = new long[MOST];
  private int count;
  private int next;
  private long clockMillis;
  private long firstMillis;
  private boolean known;
  private long front;

  /** Takes note of an event. */
  void observe(long eventMillis) {
    if (count == 0) {
      firstMillis = clockMillis;
    }
    times[next] = eventMillis;
    arrivals[next] = clockMillis;
    next = next + 1 == MOST ? 0 : next + 1;
    count = Math.min(MOST, count + 1);
  }

  /**
   * Lets the clock pass.
   *
   * @param elapsedMillis since the last call, of time in which events could have come
   */
  void advance(long elapsedMillis) {
    clockMillis += elapsedMillis;
    boolean started = known || count == MOST || clockMillis - firstMillis >= START_MILLIS;
    if (count == 0 || !started) {
      return;
    }
    int recent = sortRecent();
    long latest = sorted[recent - 1];
    long quarter = sorted[(recent - 1) / 4];
    long moved = known ? Math.max(quarter, Math.min(latest, front + elapsedMillis)) : quarter;
    front = known ? Math.max(front, moved) : moved;
    known = true;
  }

  /** Returns whether enough was seen to say anything. */
  boolean isKnown() {
    return known;
  }

  /** Returns the front in milliseconds since the epoch. */
  long millis() {
    return front;
  }

  /** Sorts the times of the recent events and returns how many there are. */
  private int sortRecent() {
    int recent = 0;
    int at = next;
    while (recent < count) {
      at = at == 0 ? MOST - 1 : at - 1;
      if (recent >= FEWEST && clockMillis - arrivals[at] > RECENT_MILLIS) {
        break;
      }
      sorted[recent++] = times[at];
    }
    Arrays.sort(sorted, 0, recent);
    return recent;
  }
}
