package io.weir.core.estimate;

/**
 * How many randomized samples tell an arm from the free one. The difference of two shares has the
 * variance {@code (r0 (1 - r0) / q0 + rj (1 - rj) / qj) / n}, where q is the probability with which
 * the holdout draws an arm and r its conversion rate. It is resolved when its 95 % interval leaves
 * out zero.
 */
public final class HoldoutSize {
  /** Share of cases in which the difference is resolved once the samples are there. */
  public static final double POWER = 0.8;

  /** Probability of an interval that never holds the truth. */
  public static final double LEVEL = 0.05;

  private static final double NORMAL_AT_POWER = 0.8416212335729143;
  private static final double NORMAL_AT_LEVEL = 1.959963984540054;

  private HoldoutSize() {}

  /** How often the interval is looked at. */
  public enum Looks {
    /** Once, when the samples are there: the classic interval. */
    ONCE,
    /** At any time, as often as one likes: the interval that alarms and pages use. */
    ANY_TIME
  }

  /**
   * Returns the randomized samples after which an arm's difference is resolved in four of five
   * cases.
   *
   * @param freeProbability with which the holdout draws the free arm, in (0, 1)
   * @param freeRate conversion rate of the free arm, in (0, 1)
   * @param armProbability with which it draws the other arm, in (0, 1)
   * @param armRate conversion rate of the other arm, in (0, 1), another than the free arm's
   * @return samples of the holdout, all arms together
   * @throws IllegalArgumentException if a number is out of its range or the rates are equal
   */
  public static double samples(
      double freeProbability, double freeRate, double armProbability, double armRate, Looks looks) {
    double variance = part(freeProbability, freeRate) + part(armProbability, armRate);
    double effect = armRate - freeRate;
    if (effect == 0) {
      throw new IllegalArgumentException("rates that are equal are never told apart");
    }
    double errors = (bound(looks) + NORMAL_AT_POWER) / effect;
    return variance * errors * errors;
  }

  /** Half the width of the interval in standard errors. */
  private static double bound(Looks looks) {
    return looks == Looks.ONCE
        ? NORMAL_AT_LEVEL
        : AsymptoticConfidenceSequence.halfWidth(1, 1, LEVEL, 1);
  }

  private static double part(double probability, double rate) {
    if (!(probability > 0 && probability < 1) || !(rate > 0 && rate < 1)) {
      throw new IllegalArgumentException("probability " + probability + ", rate " + rate);
    }
    return rate * (1 - rate) / probability;
  }
}
