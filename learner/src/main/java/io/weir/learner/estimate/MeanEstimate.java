package io.weir.learner.estimate;

/**
 * A mean with its standard error.
 *
 * @param value the mean; NaN without rows
 * @param standardError its standard error; infinite where the rows cannot tell
 * @param skewness third standardized moment of the mean: what a few large outcomes leave of it
 * @param rows rows behind it, less where older ones count for less
 * @param degreesOfFreedom of the standard error, at least 1
 */
public record MeanEstimate(
    double value, double standardError, double skewness, double rows, int degreesOfFreedom) {
  private static final double NORMAL_975 = 1.959963984540054;

  /** Below, the transformation is the identity to rounding. */
  private static final double STRAIGHT = 1e-6;

  /** An estimate of nothing. */
  public static MeanEstimate unknown() {
    return new MeanEstimate(Double.NaN, Double.POSITIVE_INFINITY, 0, 0, 1);
  }

  /** An estimate without any skewness. */
  public static MeanEstimate of(double value, double standardError, double rows) {
    return new MeanEstimate(value, standardError, 0, rows, Integer.MAX_VALUE);
  }

  /** Returns the estimate of this mean and a number that is known. */
  public MeanEstimate plus(double known) {
    return new MeanEstimate(value + known, standardError, skewness, rows, degreesOfFreedom);
  }

  /** Returns the lower end of the 95 % interval; negative infinity where nothing is known. */
  public double lower() {
    return known() ? value - standardError * straightened(quantile()) : Double.NEGATIVE_INFINITY;
  }

  /** Returns the upper end of the 95 % interval; positive infinity where nothing is known. */
  public double upper() {
    return known() ? value - standardError * straightened(-quantile()) : Double.POSITIVE_INFINITY;
  }

  private boolean known() {
    return rows > 0 && Double.isFinite(standardError);
  }

  /** Student's quantile, by its expansion in 1 / df (Abramowitz and Stegun 26.7.5). */
  private double quantile() {
    double z = NORMAL_975;
    double z3 = z * z * z;
    double z5 = z3 * z * z;
    double df = degreesOfFreedom;
    return z
        + (z3 + z) / (4 * df)
        + (5 * z5 + 16 * z3 + 3 * z) / (96 * df * df)
        + (3 * z5 * z * z + 19 * z5 + 17 * z3 - 15 * z) / (384 * df * df * df);
  }

  /**
   * Returns which deviation of a skewed mean is as far out as a symmetric one (Hall 1992, "On the
   * removal of skewness by transformation").
   */
  private double straightened(double quantile) {
    if (Math.abs(skewness) < STRAIGHT) {
      return quantile;
    }
    return 3 / skewness * (Math.cbrt(1 + skewness * (quantile - skewness / 6)) - 1);
  }
}
