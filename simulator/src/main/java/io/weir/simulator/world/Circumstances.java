package io.weir.simulator.world;

/**
 * What makes the same campaign easy or hard to learn in: how its effects and levels move, and how
 * rare, large and dull what it observes is.
 *
 * @param drift change of effects over time
 * @param level change of order values over time
 * @param effect factor of all effects on the probability of a purchase; [0, 1], 0 for treatments
 *     that do nothing
 * @param activity factor of all probabilities of an outcome; (0, 1], small for rare conversions
 * @param tail standard deviation of the logarithm of an order's value about its mean; 0 for gamma
 *     orders that vary by about a third
 * @param baseRevenue revenue of every impression whatever is done, in mean order values; not
 *     negative
 */
public record Circumstances(
    Drift drift, Level level, double effect, double activity, double tail, double baseRevenue) {
  /** Nothing moves, nothing is rare. */
  public static final Circumstances STILL = new Circumstances(Drift.NONE, Level.STILL, 1, 1, 0, 0);

  /**
   * Validates.
   *
   * @throws IllegalArgumentException if a value is outside its documented range
   */
  public Circumstances {
    if (!(effect >= 0 && effect <= 1)
        || !(activity > 0 && activity <= 1)
        || !(tail >= 0 && tail <= 5)
        || !(baseRevenue >= 0 && Double.isFinite(baseRevenue))) {
      throw new IllegalArgumentException(
          "effect %s in [0, 1], activity %s in (0, 1], tail %s in [0, 5], base revenue %s from 0 on"
              .formatted(effect, activity, tail, baseRevenue));
    }
  }

  /** Circumstances in which nothing but effects changes. */
  public static Circumstances of(Drift drift) {
    return new Circumstances(drift, Level.STILL, 1, 1, 0, 0);
  }

  /**
   * Returns whether means are the same at two times.
   *
   * @param elapsedMillis milliseconds after the world's start
   */
  public boolean same(long elapsedMillis, long otherMillis) {
    return drift.angleAt(elapsedMillis) == drift.angleAt(otherMillis)
        && level.at(elapsedMillis) == level.at(otherMillis);
  }
}
