package io.weir.cli.demo;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lowers the demo's rate where the machine cannot keep up: a demo that falls ever further behind
 * shows nothing but its own queue.
 */
final class DemoPace {
  /** Far more than jobs that keep up are behind: windows, disorder and checkpoints are seconds. */
  static final long BEHIND_MILLIS = 15_000;

  /** Looks in a row that must find it behind: a start or a solve passes. */
  static final int LOOKS = 3;

  /** Time in which a lower rate shows. */
  static final long PATIENCE_MILLIS = 20_000;

  private static final double STEP = 0.7;
  private static final double LEAST = 0.1;

  private final double fullRate;
  private double pace = 1;
  private int behind;
  private long lastChange = Long.MIN_VALUE;
  private @Nullable String note;

  /**
   * Starts at the full rate.
   *
   * @param fullRate impressions a second
   */
  DemoPace(double fullRate) {
    this.fullRate = fullRate;
  }

  /**
   * Looks how far behind the jobs are.
   *
   * @param lagMillis how far, milliseconds
   * @param nowMillis time since the start
   * @return the part of the full rate at which to go on
   */
  double look(long lagMillis, long nowMillis) {
    behind = lagMillis > BEHIND_MILLIS ? behind + 1 : 0;
    boolean patient = lastChange == Long.MIN_VALUE || nowMillis - lastChange >= PATIENCE_MILLIS;
    if (behind >= LOOKS && patient && pace > LEAST) {
      pace = Math.max(LEAST, pace * STEP);
      lastChange = nowMillis;
      behind = 0;
      note =
          String.format(
              Locale.ROOT,
              "this machine was %d s behind: the rate is %,.0f impressions/s from now on, not %,.0f",
              lagMillis / 1_000,
              pace * fullRate,
              fullRate);
    }
    return pace;
  }

  /** Returns what was done last, in words; null where nothing was. */
  @Nullable String note() {
    return note;
  }
}
