package io.weir.backtest.learner;

import io.weir.core.estimate.StabilizedWeights;
import io.weir.core.random.Rng;
import java.util.Arrays;

/**
 * Finished samples in columns. The arrays are kept, not copied, and must not change while in use.
 *
 * @param width features per row
 * @param arms number of arms M
 * @param x features, row-major [rows, width], finite
 * @param arm arm given, 0 to M - 1
 * @param revenue observed revenue
 * @param cost observed cost
 * @param propensity probability of the given arm, in (0, 1]; NaN where it is not known, as on
 *     observational samples
 * @param weight how much each row counts in a loss, see {@link #weighted}
 * @param timestamp time of each row, ascending or not; empty where there are no times
 */
@SuppressWarnings("ArrayRecordComponent") // columns, never compared
public record BatchData(
    int width,
    int arms,
    double[] x,
    int[] arm,
    double[] revenue,
    double[] cost,
    double[] propensity,
    double[] weight,
    long[] timestamp) {
  private static final long[] NO_TIMES = new long[0];

  /** Samples that count alike. */
  public BatchData(
      int width,
      int arms,
      double[] x,
      int[] arm,
      double[] revenue,
      double[] cost,
      double[] propensity,
      long[] timestamp) {
    this(width, arms, x, arm, revenue, cost, propensity, ones(arm.length), timestamp);
  }

  /** Samples that count alike, without times. */
  public BatchData(
      int width,
      int arms,
      double[] x,
      int[] arm,
      double[] revenue,
      double[] cost,
      double[] propensity) {
    this(width, arms, x, arm, revenue, cost, propensity, NO_TIMES);
  }

  /** Checks lengths and arms. */
  public BatchData {
    int n = arm.length;
    if (x.length != n * width
        || revenue.length != n
        || cost.length != n
        || propensity.length != n
        || weight.length != n
        || (timestamp.length != n && timestamp.length != 0)) {
      throw new IllegalArgumentException("columns differ in length from the arm's " + n);
    }
    for (int t : arm) {
      if (t < 0 || t >= arms) {
        throw new IllegalArgumentException("arm " + t + " of " + arms);
      }
    }
  }

  /** No samples at all. */
  public static BatchData empty(int width, int arms) {
    double[] none = new double[0];
    return new BatchData(width, arms, none, new int[0], none, none, none);
  }

  private static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  /**
   * The same samples, each that has a probability counting with its stabilized inverse propensity,
   * measured on these samples; the others count once. One probability per arm throughout gives
   * ones.
   */
  public BatchData weighted() {
    return weighted(1);
  }

  /** The same with the weights to a power, 1 or less, for less variance. */
  BatchData weighted(double power) {
    StabilizedWeights stabilized = new StabilizedWeights(arms);
    for (int i = 0; i < rows(); i++) {
      if (!Double.isNaN(propensity[i])) {
        stabilized.add(arm[i], propensity[i]);
      }
    }
    double[] weights = ones(rows());
    for (int i = 0; i < weights.length; i++) {
      if (!Double.isNaN(propensity[i])) {
        weights[i] = Math.pow(stabilized.weight(arm[i], propensity[i]), power);
      }
    }
    return new BatchData(width, arms, x, arm, revenue, cost, propensity, weights, timestamp);
  }

  /** Number of samples. */
  public int rows() {
    return arm.length;
  }

  /** The rows at the given places, from from (inclusive) to to (exclusive), copied. */
  public BatchData select(int[] places, int from, int to) {
    int n = to - from;
    double[] someX = new double[n * width];
    int[] someArm = new int[n];
    double[] someRevenue = new double[n];
    double[] someCost = new double[n];
    double[] somePropensity = new double[n];
    double[] someWeight = new double[n];
    long[] someTimestamp = timestamp.length == 0 ? NO_TIMES : new long[n];
    for (int i = 0; i < n; i++) {
      int row = places[from + i];
      System.arraycopy(x, row * width, someX, i * width, width);
      someArm[i] = arm[row];
      someRevenue[i] = revenue[row];
      someCost[i] = cost[row];
      somePropensity[i] = propensity[row];
      someWeight[i] = weight[row];
      if (timestamp.length > 0) {
        someTimestamp[i] = timestamp[row];
      }
    }
    return new BatchData(
        width,
        arms,
        someX,
        someArm,
        someRevenue,
        someCost,
        somePropensity,
        someWeight,
        someTimestamp);
  }

  /** This set followed by another, without times. */
  public BatchData concat(BatchData other) {
    if (other.width != width || other.arms != arms) {
      throw new IllegalArgumentException("the sets differ in features or arms");
    }
    int n = rows();
    int m = other.rows();
    double[] allX = Arrays.copyOf(x, (n + m) * width);
    int[] allArm = Arrays.copyOf(arm, n + m);
    double[] allRevenue = Arrays.copyOf(revenue, n + m);
    double[] allCost = Arrays.copyOf(cost, n + m);
    double[] allPropensity = Arrays.copyOf(propensity, n + m);
    System.arraycopy(other.x, 0, allX, n * width, m * width);
    System.arraycopy(other.arm, 0, allArm, n, m);
    System.arraycopy(other.revenue, 0, allRevenue, n, m);
    System.arraycopy(other.cost, 0, allCost, n, m);
    System.arraycopy(other.propensity, 0, allPropensity, n, m);
    double[] allWeight = Arrays.copyOf(weight, n + m);
    System.arraycopy(other.weight, 0, allWeight, n, m);
    return new BatchData(
        width, arms, allX, allArm, allRevenue, allCost, allPropensity, allWeight, NO_TIMES);
  }

  /** Whether every row has a time. */
  public boolean timed() {
    return timestamp.length > 0 || rows() == 0;
  }

  /** Places 0 to n - 1 in random order. */
  public static int[] permutation(int n, Rng rng) {
    int[] places = new int[n];
    for (int i = 0; i < n; i++) {
      int j = rng.nextInt(i + 1);
      places[i] = places[j];
      places[j] = i;
    }
    return places;
  }
}
