package io.weir.core.f64.step;

/** An exponential mean over about a hundred values; NaN before the first. */
public final class RunningMean {
  private static final double TAKE = 0.01;

  private RunningMean() {}

  /** Returns the mean with one more value. */
  public static double update(double mean, double value) {
    if (!Double.isFinite(value)) {
      return mean;
    }
    return Double.isNaN(mean) ? value : mean + TAKE * (value - mean);
  }
}
