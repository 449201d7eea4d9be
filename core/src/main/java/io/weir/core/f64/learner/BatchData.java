package io.weir.core.f64.learner;

import io.weir.core.random.Rng;

/**
 * Finished samples in columns. The arrays are kept, not copied, and must not change while in use.
 *
 * @param width features per row
 * @param arms number of arms M
 * @param x features, row-major [rows, width], finite
 * @param arm arm given, 0 to M - 1
 * @param revenue observed revenue
 * @param cost observed cost
 * @param propensity probability of the given arm, in (0, 1]; for observational samples, where it is
 *     not used, any value
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
    long[] timestamp) {
  private static final long[] NO_TIMES = new long[0];

  /** Samples without times. */
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
    long[] someTimestamp = timestamp.length == 0 ? NO_TIMES : new long[n];
    for (int i = 0; i < n; i++) {
      int row = places[from + i];
      System.arraycopy(x, row * width, someX, i * width, width);
      someArm[i] = arm[row];
      someRevenue[i] = revenue[row];
      someCost[i] = cost[row];
      somePropensity[i] = propensity[row];
      if (timestamp.length > 0) {
        someTimestamp[i] = timestamp[row];
      }
    }
    return new BatchData(
        width, arms, someX, someArm, someRevenue, someCost, somePropensity, someTimestamp);
  }

  /** This set followed by another, without times. */
  public BatchData concat(BatchData other) {
    if (other.width != width || other.arms != arms) {
      throw new IllegalArgumentException("the sets differ in features or arms");
    }
    int n = rows();
    int m = other.rows();
    double[] allX = java.util.Arrays.copyOf(x, (n + m) * width);
    int[] allArm = java.util.Arrays.copyOf(arm, n + m);
    double[] allRevenue = java.util.Arrays.copyOf(revenue, n + m);
    double[] allCost = java.util.Arrays.copyOf(cost, n + m);
    double[] allPropensity = java.util.Arrays.copyOf(propensity, n + m);
    System.arraycopy(other.x, 0, allX, n * width, m * width);
    System.arraycopy(other.arm, 0, allArm, n, m);
    System.arraycopy(other.revenue, 0, allRevenue, n, m);
    System.arraycopy(other.cost, 0, allCost, n, m);
    System.arraycopy(other.propensity, 0, allPropensity, n, m);
    return new BatchData(width, arms, allX, allArm, allRevenue, allCost, allPropensity);
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
