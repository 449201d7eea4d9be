package io.weir.benchmarks.learning;

import java.util.ArrayList;
import java.util.List;

/** Wall-clock times at which the phases of the run began and ended, noted by its tasks. */
final class StallClock {
  /** A stretch of the wall clock, milliseconds since the epoch. */
  record Stretch(long from, long to) {
    boolean holds(long time) {
      return time >= from && time <= to;
    }
  }

  private static final List<Stretch> SOLVES = new ArrayList<>();
  private static long measuringSince;
  private static long slideAt;
  private static long solvesBeginAt;

  private StallClock() {}

  /** The window is full. */
  static synchronized void measuring() {
    measuringSince = System.currentTimeMillis();
  }

  /** A slide falls due with the next sample. */
  static synchronized void slide() {
    slideAt = System.currentTimeMillis();
    if (solvesBeginAt == 0) {
      solvesBeginAt = slideAt;
    }
  }

  /** A price was published. */
  static synchronized void published() {
    if (slideAt > 0) {
      SOLVES.add(new Stretch(slideAt, System.currentTimeMillis()));
      slideAt = 0;
    }
  }

  /** The stretch without a solve. */
  static synchronized Stretch quiet() {
    return new Stretch(measuringSince, solvesBeginAt == 0 ? Long.MAX_VALUE : solvesBeginAt);
  }

  /** From each slide to its price; the last one is open while its solve is under way. */
  static synchronized List<Stretch> solves() {
    List<Stretch> all = new ArrayList<>(SOLVES);
    if (slideAt > 0) {
      all.add(new Stretch(slideAt, Long.MAX_VALUE));
    }
    return all;
  }
}
