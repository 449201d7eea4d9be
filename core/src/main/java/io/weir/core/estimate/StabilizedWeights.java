package io.weir.core.estimate;

import java.util.Arrays;

/**
 * Weights of randomized rows that were drawn under different probabilities: w = pbar(t) / p(t), p
 * the probability that the row's arm t had when it was drawn, pbar the arm's mean probability over
 * all rows (Robins, Hernan, Brumback 2000, "Marginal structural models and causal inference in
 * epidemiology": stabilized weights). Under them the time at which a row came tells nothing about
 * its arm, so a season that coincides with a change of the probabilities is not mistaken for an
 * effect.
 *
 * <p>The mean over all rows of the probability of an arm is estimated from the rows that got it, as
 * n / sum(1/p): weights then average one within each arm. Where an arm always had one probability
 * its weights are one exactly. Weights are clipped to [{@link #LEAST}, {@link #MOST}], so that no
 * row counts for more than a hundred others.
 *
 * <p>An accumulator of two sums and a range per arm; not thread-safe.
 */
public final class StabilizedWeights {
  /** Least weight of a row. */
  public static final double LEAST = 0.1;

  /** Greatest weight of a row. */
  public static final double MOST = 10;

  private final long[] count;
  private final double[] inverse;
  private final double[] smallest;
  private final double[] largest;

  /** An accumulator that has seen no row of any of {@code arms} arms. */
  public StabilizedWeights(int arms) {
    count = new long[arms];
    inverse = new double[arms];
    smallest = new double[arms];
    largest = new double[arms];
    clear();
  }

  /** Weights of these rows, measured on them. */
  public static double[] of(int arms, int[] arm, double[] propensity) {
    StabilizedWeights weights = new StabilizedWeights(arms);
    for (int i = 0; i < arm.length; i++) {
      weights.add(arm[i], propensity[i]);
    }
    double[] of = new double[arm.length];
    for (int i = 0; i < of.length; i++) {
      of[i] = weights.weight(arm[i], propensity[i]);
    }
    return of;
  }

  /** Forgets all rows. */
  public void clear() {
    Arrays.fill(count, 0);
    Arrays.fill(inverse, 0);
    Arrays.fill(smallest, Double.POSITIVE_INFINITY);
    Arrays.fill(largest, 0);
  }

  /**
   * Takes in a row.
   *
   * @param arm its arm
   * @param propensity probability of the arm when it was drawn, in (0, 1]
   * @throws IllegalArgumentException if the probability is out of range
   */
  public void add(int arm, double propensity) {
    check(propensity);
    count[arm]++;
    inverse[arm] += 1 / propensity;
    smallest[arm] = Math.min(smallest[arm], propensity);
    largest[arm] = Math.max(largest[arm], propensity);
  }

  /** Takes in all rows that another has seen; it must have as many arms. */
  public void merge(StabilizedWeights other) {
    if (other.count.length != count.length) {
      throw new IllegalArgumentException("different numbers of arms");
    }
    for (int j = 0; j < count.length; j++) {
      count[j] += other.count[j];
      inverse[j] += other.inverse[j];
      smallest[j] = Math.min(smallest[j], other.smallest[j]);
      largest[j] = Math.max(largest[j], other.largest[j]);
    }
  }

  /** Mean probability of an arm over all rows; NaN if no row had the arm. */
  public double meanPropensity(int arm) {
    return smallest[arm] == largest[arm] ? largest[arm] : count[arm] / inverse[arm];
  }

  /**
   * Weight of a row.
   *
   * @return within [{@link #LEAST}, {@link #MOST}]; one if no row of the arm was taken in
   * @throws IllegalArgumentException if the probability is out of range
   */
  public double weight(int arm, double propensity) {
    check(propensity);
    if (count[arm] == 0) {
      return 1;
    }
    return Math.max(LEAST, Math.min(MOST, meanPropensity(arm) / propensity));
  }

  private static void check(double propensity) {
    if (!(propensity > 0 && propensity <= 1)) {
      throw new IllegalArgumentException("propensity outside (0, 1]: " + propensity);
    }
  }
}
