package io.weir.backtest.learner;

/**
 * Weighted mean and standard deviation of a column.
 *
 * @param mean the mean
 * @param deviation the standard deviation; zero if the column does not vary but for rounding
 */
public record Spread(double mean, double deviation) {
  /** Leaves a column as it is. */
  static final Spread NONE = new Spread(0, 1);

  /** Relative to the greatest value: sums of a constant are off by less. */
  private static final double ROUNDING = 1e-12;

  /**
   * Measures; values of any finite magnitude are taken.
   *
   * @param weight of each value, of positive sum
   */
  public static Spread of(double[] values, double[] weight) {
    double greatest = 0;
    double weights = 0;
    for (int i = 0; i < values.length; i++) {
      greatest = Math.max(greatest, Math.abs(values[i]));
      weights += weight[i];
    }
    if (greatest == 0) {
      return new Spread(0, 0);
    }
    // About the first value: a constant is then exact, and shares of the greatest cannot overflow.
    double first = values[0] / greatest;
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += weight[i] * (values[i] / greatest - first);
    }
    double shift = sum / weights;
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      double gap = values[i] / greatest - first - shift;
      squares += weight[i] * gap * gap;
    }
    double deviation = Math.sqrt(squares / weights);
    double mean = shift == 0 ? values[0] : (first + shift) * greatest;
    return new Spread(mean, deviation > ROUNDING ? deviation * greatest : 0);
  }

  /** Whether the column varies. */
  public boolean varies() {
    return deviation > 0;
  }

  /** Natural units per scaled one: the deviation, or one. */
  public double scale() {
    return varies() ? deviation : 1;
  }

  /** A value less the mean over the scale. */
  public double standardized(double value) {
    return (value - mean) / scale();
  }
}
