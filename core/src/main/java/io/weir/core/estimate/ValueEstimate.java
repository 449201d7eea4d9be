package io.weir.core.estimate;

/**
 * An estimate with its 95 % interval.
 *
 * @param value the estimate
 * @param standardError its estimated standard deviation; NaN with fewer than two samples
 * @param lower lower end of the 95 % interval
 * @param upper upper end of the 95 % interval
 */
public record ValueEstimate(double value, double standardError, double lower, double upper) {
  private static final double NORMAL_975 = 1.959963984540054;

  /** The estimate with the normal interval around it. */
  public static ValueEstimate normal(double value, double standardError) {
    double half = NORMAL_975 * standardError;
    return new ValueEstimate(value, standardError, value - half, value + half);
  }

  /** Whether a number lies in the interval, ends included. */
  public boolean covers(double number) {
    return number >= lower && number <= upper;
  }
}
