package io.weir.backtest.evaluate;

import io.weir.core.allocation.LoggedSamples;
import java.util.Arrays;

/**
 * One outcome (revenue or cost) per impression of any policy, on randomized rows: doubly robust,
 * self-normalized, or by inverse propensity about a constant. None depends on the zero of the
 * outcome.
 *
 * <p>Intervals are of 95 % by the t distribution over units, whose rows are taken together (the
 * cluster-robust variance of the influence function). Probabilities that were counted on these very
 * rows make estimates vary less than known ones, and the influence says so. Where the rows that
 * agree with the policy all have one outcome but others have not, the standard error knows nothing;
 * then the interval is widened by the rule of three: 3 / n times what the least and the greatest
 * outcome of all would have counted for.
 */
final class PolicyEstimator {
  private static final double RULE_OF_THREE = 3;

  private final LoggedSamples rows;
  private final double[] outcome;
  private final double[] baseline;
  private final double centre;
  private final double least;
  private final double greatest;
  private final int[] unit;
  private final int units;
  private final double quantile;
  private final double greatestWeight;

  /**
   * An estimator.
   *
   * @param rows randomized rows
   * @param outcome theirs
   * @param baseline predictions of the outcome under every arm, row-major [n, arms]
   * @param centre about what inverse propensities and normalized weights count
   * @param everywhere the outcome of all rows there are
   * @param unit unit of each row, 0 to units - 1
   */
  PolicyEstimator(
      LoggedSamples rows,
      double[] outcome,
      double[] baseline,
      double centre,
      double[] everywhere,
      int[] unit,
      int units) {
    this.rows = rows;
    this.outcome = outcome;
    this.baseline = baseline;
    this.centre = centre;
    this.least = Arrays.stream(everywhere).min().orElseThrow();
    this.greatest = Arrays.stream(everywhere).max().orElseThrow();
    this.unit = unit;
    this.units = units;
    this.quantile = StudentInterval.quantile(units - 1);
    double weight = 0;
    for (int i = 0; i < rows.n(); i++) {
      weight = Math.max(weight, 1 / rows.propensity(i));
    }
    greatestWeight = weight;
  }

  /**
   * An estimate.
   *
   * @param interval the value with its interval
   * @param byUnit how much each unit moves it; the sum is zero
   */
  record Estimate(Interval interval, double[] byUnit) {}

  /** Doubly robust value alone: what the search for a price asks for many times. */
  double value(int[] chosen) {
    double sum = 0;
    for (int i = 0; i < rows.n(); i++) {
      sum += baselineOf(i, chosen[i]) - centre + weight(i, chosen) * residual(i);
    }
    return centre + sum / rows.n();
  }

  Estimate doublyRobust(int[] chosen) {
    double value = value(chosen);
    double[] influence = new double[rows.n()];
    double[] noise = new double[rows.n()];
    for (int i = 0; i < influence.length; i++) {
      noise[i] = weight(i, chosen) * residual(i);
      influence[i] = baselineOf(i, chosen[i]) - value + noise[i];
    }
    return estimate(value, influence, noise, chosen);
  }

  Estimate inversePropensity(int[] chosen) {
    double sum = 0;
    double[] noise = new double[rows.n()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = weight(i, chosen) * (outcome[i] - centre);
      sum += noise[i];
    }
    double gain = sum / noise.length;
    double[] influence = new double[noise.length];
    for (int i = 0; i < noise.length; i++) {
      influence[i] = noise[i] - gain;
    }
    return estimate(centre + gain, influence, noise, chosen);
  }

  /** NaN if no row agrees with the policy. */
  Estimate selfNormalized(int[] chosen) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < rows.n(); i++) {
      double weight = weight(i, chosen);
      weights += weight;
      sum += weight * (outcome[i] - centre);
    }
    double gain = sum / weights;
    double[] noise = new double[rows.n()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = weight(i, chosen) * (outcome[i] - centre - gain) * rows.n() / weights;
    }
    return estimate(centre + gain, noise.clone(), noise, chosen);
  }

  private double weight(int i, int[] chosen) {
    return chosen[i] == rows.arm(i) ? 1 / rows.propensity(i) : 0;
  }

  private double baselineOf(int i, int arm) {
    return baseline[i * rows.arms() + arm];
  }

  private double residual(int i) {
    return outcome[i] - baselineOf(i, rows.arm(i));
  }

  private Estimate estimate(double value, double[] influence, double[] noise, int[] chosen) {
    if (rows.counted()) {
      projectOutShares(influence, noise);
    }
    double[] byUnit = new double[units];
    for (int i = 0; i < influence.length; i++) {
      byUnit[unit[i]] += influence[i];
    }
    double half = quantile * standardError(byUnit, rows.n());
    double unseen = unseen(chosen);
    double lower = Math.hypot(half, unseen * Math.max(0, value - least));
    double upper = Math.hypot(half, unseen * Math.max(0, greatest - value));
    return new Estimate(new Interval(value, value - lower, value + upper), byUnit);
  }

  /** Standard error of a mean of n rows by what each unit moves its sum. */
  static double standardError(double[] byUnit, int n) {
    double squares = 0;
    for (double moved : byUnit) {
      squares += moved * moved;
    }
    return byUnit.length < 2
        ? Double.POSITIVE_INFINITY
        : Math.sqrt(squares * byUnit.length / (byUnit.length - 1.0)) / n;
  }

  /**
   * Probabilities counted on these rows follow the numbers of rows, and with them goes what an
   * arm's number alone says: its mean noise.
   */
  private void projectOutShares(double[] influence, double[] noise) {
    int cells = rows.strata() * rows.arms();
    double[] sum = new double[cells];
    double[] count = new double[cells];
    double[] inStratum = new double[rows.strata()];
    for (int i = 0; i < noise.length; i++) {
      int cell = rows.stratum(i) * rows.arms() + rows.arm(i);
      sum[cell] += noise[i];
      count[cell]++;
      inStratum[rows.stratum(i)]++;
    }
    double[] mean = new double[rows.strata()];
    for (int cell = 0; cell < cells; cell++) {
      int stratum = cell / rows.arms();
      mean[stratum] += inStratum[stratum] == 0 ? 0 : sum[cell] / inStratum[stratum];
    }
    for (int i = 0; i < noise.length; i++) {
      int cell = rows.stratum(i) * rows.arms() + rows.arm(i);
      influence[i] += mean[rows.stratum(i)] - sum[cell] / count[cell];
    }
  }

  /** Share of the way to an outcome that may have gone unseen where only one outcome was seen. */
  private double unseen(int[] chosen) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < rows.n(); i++) {
      if (chosen[i] == rows.arm(i)) {
        low = Math.min(low, outcome[i]);
        high = Math.max(high, outcome[i]);
      }
    }
    return high > low ? 0 : RULE_OF_THREE * greatestWeight / rows.n();
  }
}
