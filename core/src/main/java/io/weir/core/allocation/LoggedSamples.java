package io.weir.core.allocation;

import org.jspecify.annotations.Nullable;

/**
 * Randomized data in columns: the arm each individual was given, what came of it, and the
 * probability the arm had. The arrays are kept, not copied, and must not change while in use.
 *
 * <p>Where no propensity is recorded it is counted: p_t = N_t / N on these very samples, or within
 * strata. Counted propensities make estimates less variable than known ones, and estimators need to
 * know which they have.
 */
public final class LoggedSamples {
  private final int arms;
  private final int[] arm;
  private final double[] revenue;
  private final double[] cost;
  private final double[] propensity;
  private final int @Nullable [] countedStratum;
  private final int strata;

  private LoggedSamples(
      int arms,
      int[] arm,
      double[] revenue,
      double[] cost,
      double[] propensity,
      int @Nullable [] countedStratum,
      int strata) {
    this.arms = arms;
    this.arm = arm;
    this.revenue = revenue;
    this.cost = cost;
    this.propensity = propensity;
    this.countedStratum = countedStratum;
    this.strata = strata;
  }

  /**
   * Wraps columns of equal length n.
   *
   * @param arms number of arms
   * @param arm arm given, 0 to {@code arms - 1}
   * @param revenue observed revenue
   * @param cost observed cost, currency units
   * @param propensity probability of the given arm, in (0, 1]; null to count it on these samples
   * @throws IllegalArgumentException on different lengths, an arm out of range, or a propensity
   *     outside (0, 1]
   */
  public static LoggedSamples of(
      int arms, int[] arm, double[] revenue, double[] cost, double @Nullable [] propensity) {
    checkColumns(arms, arm, revenue, cost);
    if (propensity == null) {
      return stratified(arms, arm, revenue, cost, new int[arm.length], 1);
    }
    if (propensity.length != arm.length) {
      throw new IllegalArgumentException("columns differ in length");
    }
    for (double p : propensity) {
      if (!(p > 0 && p <= 1)) {
        throw new IllegalArgumentException("propensity outside (0, 1]: " + p);
      }
    }
    return new LoggedSamples(arms, arm, revenue, cost, propensity, null, 0);
  }

  /**
   * Wraps columns whose propensities are counted within strata: p = N_st / N_s.
   *
   * @param stratum stratum of each sample, 0 to {@code strata - 1}
   * @param strata number of strata
   * @throws IllegalArgumentException as {@link #of}, or a stratum out of range
   */
  public static LoggedSamples stratified(
      int arms, int[] arm, double[] revenue, double[] cost, int[] stratum, int strata) {
    checkColumns(arms, arm, revenue, cost);
    if (stratum.length != arm.length) {
      throw new IllegalArgumentException("columns differ in length");
    }
    long[] given = new long[Math.multiplyExact(strata, arms)];
    long[] all = new long[strata];
    for (int i = 0; i < arm.length; i++) {
      if (stratum[i] < 0 || stratum[i] >= strata) {
        throw new IllegalArgumentException("stratum " + stratum[i] + " of " + strata);
      }
      given[stratum[i] * arms + arm[i]]++;
      all[stratum[i]]++;
    }
    double[] propensity = new double[arm.length];
    for (int i = 0; i < arm.length; i++) {
      propensity[i] = (double) given[stratum[i] * arms + arm[i]] / all[stratum[i]];
    }
    return new LoggedSamples(arms, arm, revenue, cost, propensity, stratum, strata);
  }

  private static void checkColumns(int arms, int[] arm, double[] revenue, double[] cost) {
    if (revenue.length != arm.length || cost.length != arm.length) {
      throw new IllegalArgumentException("columns differ in length");
    }
    for (int i = 0; i < arm.length; i++) {
      if (arm[i] < 0 || arm[i] >= arms) {
        throw new IllegalArgumentException("arm " + arm[i] + " of " + arms);
      }
      if (!Double.isFinite(revenue[i]) || !Double.isFinite(cost[i])) {
        throw new IllegalArgumentException(
            "sample %d: revenue %s and cost %s must be finite".formatted(i, revenue[i], cost[i]));
      }
    }
  }

  /** Number of samples. */
  public int n() {
    return arm.length;
  }

  /** Number of arms. */
  public int arms() {
    return arms;
  }

  /** Arm given to sample i. */
  public int arm(int i) {
    return arm[i];
  }

  /** Observed revenue of sample i. */
  public double revenue(int i) {
    return revenue[i];
  }

  /** Observed cost of sample i, currency units. */
  public double cost(int i) {
    return cost[i];
  }

  /** Probability that sample i's arm had, known or counted. */
  public double propensity(int i) {
    return propensity[i];
  }

  /** Whether propensities were counted on these samples. */
  public boolean counted() {
    return countedStratum != null;
  }

  /** Number of strata within which propensities were counted; 0 when they are known. */
  public int strata() {
    return strata;
  }

  /** Stratum of sample i when propensities are counted, else 0. */
  public int stratum(int i) {
    return countedStratum == null ? 0 : countedStratum[i];
  }
}
