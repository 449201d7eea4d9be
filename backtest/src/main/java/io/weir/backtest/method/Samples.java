package io.weir.backtest.method;

import org.jspecify.annotations.Nullable;

/**
 * Samples in columns. Arrays are shared and must not be changed.
 *
 * @param rows number of samples n
 * @param x encoded features, row-major [n, inputs]
 * @param arm arm given
 * @param revenue observed revenue, in the data's unit
 * @param cost observed cost, currency units
 * @param propensity probability of the given arm under randomization, in (0, 1]; NaN on
 *     observational samples
 * @param timestamp time of each sample; null when the data has no times
 */
public record Samples(
    int rows,
    double[] x,
    int[] arm,
    double[] revenue,
    double[] cost,
    double[] propensity,
    long @Nullable [] timestamp) {

  /** Number of network inputs. */
  public int inputs() {
    return rows == 0 ? 0 : x.length / rows;
  }

  /**
   * These samples, then others.
   *
   * @throws IllegalArgumentException if the features differ in number
   */
  public Samples concat(Samples other) {
    if (rows > 0 && other.rows > 0 && inputs() != other.inputs()) {
      throw new IllegalArgumentException("samples differ in features");
    }
    int[] arms = java.util.Arrays.copyOf(arm, rows + other.rows);
    System.arraycopy(other.arm, 0, arms, rows, other.rows);
    return new Samples(
        rows + other.rows,
        join(x, other.x),
        arms,
        join(revenue, other.revenue),
        join(cost, other.cost),
        join(propensity, other.propensity),
        null);
  }

  private static double[] join(double[] first, double[] second) {
    double[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
