package io.weir.core.pacing;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Where event time stands, told by events of which some bear a wrong time.
 *
 * <p>An event a little ahead moves the clock. Events far ahead have to be many: the clock moves to
 * the earliest of them once they are more than three quarters of the last few hundred, the silent
 * ones among these forgotten within a minute or so of the wall clock. So a minority of wrong clocks
 * and single flipped bits never move it, a backlog of any speed does, and after a silence three
 * events are enough. Events of the past move nothing.
 *
 * <p>Whoever feeds it bounds each event's time by the wall clock, so it never runs ahead of that.
 * Times are milliseconds since the epoch. Not thread-safe.
 */
public final class EventClock {
  /** Lead that one event may have, milliseconds. */
  public static final long NEAR_MILLIS = 120_000;

  /** A clock that no event has set. */
  public static final long UNSET = 0;

  private static final int FORMAT = 1;
  private static final double WINDOW = 256;
  private static final double LEAST_AHEAD = 2.9;
  private static final double QUIET_MILLIS = 60_000;

  private long millis;
  private double near;
  private double ahead;
  private long aheadMillis;
  private long wallMillis;

  /**
   * Starts at a time.
   *
   * @param millis event time so far, or {@link #UNSET}
   */
  public EventClock(long millis) {
    this.millis = millis;
  }

  /** Returns the event time, or {@link #UNSET}. */
  public long millis() {
    return millis;
  }

  /**
   * Hears events.
   *
   * @param atMillis their time, no later than the wall clock
   * @param events how many, above zero
   * @param nowMillis wall clock
   */
  public void observe(long atMillis, double events, long nowMillis) {
    double kept = Math.exp(-events / WINDOW);
    double weight = WINDOW * (1 - kept);
    near *= kept * Math.exp(-Math.max(0, nowMillis - wallMillis) / QUIET_MILLIS);
    ahead *= kept;
    wallMillis = nowMillis;
    if (millis != UNSET && atMillis <= millis + NEAR_MILLIS) {
      near += weight;
      millis = Math.max(millis, atMillis);
      return;
    }
    boolean first = ahead == 0 || aheadMillis <= millis + NEAR_MILLIS;
    aheadMillis = first ? atMillis : Math.min(aheadMillis, atMillis);
    ahead += weight;
    if (ahead >= LEAST_AHEAD && ahead > 3 * near) {
      millis = aheadMillis;
      near = 0;
      ahead = 0;
    }
  }

  /** Writes the state. */
  public void write(StateOutput out) throws IOException {
    out.begin(FORMAT);
    out.writeLong(millis);
    out.writeDouble(near);
    out.writeDouble(ahead);
    out.writeLong(aheadMillis);
    out.writeLong(wallMillis);
  }

  /** Reads what {@link #write} wrote, or an array of numbers as earlier releases did. */
  public static EventClock read(StateInput from) throws IOException {
    StateInput in = from.piece("event clock", StateInput.UNTOLD, FORMAT);
    EventClock clock = new EventClock(in.readLong());
    clock.near = in.readDouble();
    clock.ahead = in.readDouble();
    clock.aheadMillis = in.readLong();
    clock.wallMillis = in.readLong();
    return clock;
  }
}
