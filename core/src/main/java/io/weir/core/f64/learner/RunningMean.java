package io.weir.core.f64.learner;

/** An exponential mean over about a hundred values; NaN before the first. */
final class RunningMean {
  private static final double TAKE = 0.01;

  private RunningMean() {}

  static double update(double mean, double value) {
    if (!Double.isFinite(value)) {
      return mean;
    }
    return Double.isNaN(mean) ? value : mean + TAKE * (value - mean);
  }
}
