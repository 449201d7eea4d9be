package io.weir.backtest.method;

/**
 * Standard deviations by which revenue and cost are divided before learning, as counted on
 * randomized samples: a common scale makes one learning rate fit.
 *
 * @param revenue positive, in the data's unit
 * @param cost positive, currency units
 */
record OutcomeScale(double revenue, double cost) {

  static OutcomeScale of(Samples randomized) {
    return new OutcomeScale(deviation(randomized.revenue()), deviation(randomized.cost()));
  }

  Samples apply(Samples samples) {
    return new Samples(
        samples.rows(),
        samples.x(),
        samples.arm(),
        divided(samples.revenue(), revenue),
        divided(samples.cost(), cost),
        samples.propensity(),
        samples.timestamp());
  }

  /** Back to the units of the data, in place; outputs row-major [rows, 2 arms]. */
  void restore(double[] outputs, int rows, int arms) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < arms; j++) {
        outputs[i * 2 * arms + j] *= revenue;
        outputs[i * 2 * arms + arms + j] *= cost;
      }
    }
  }

  private static double[] divided(double[] values, double by) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i] / by;
    }
    return result;
  }

  private static double deviation(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(squares / values.length);
    return deviation > 0 ? deviation : 1;
  }
}
