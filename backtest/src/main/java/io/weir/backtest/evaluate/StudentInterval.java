package io.weir.backtest.evaluate;

import org.apache.commons.math3.distribution.TDistribution;

/** Intervals by the t distribution, whose tails allow for a variance that is itself estimated. */
public final class StudentInterval {
  private static final double UPPER = 0.975;

  private StudentInterval() {}

  /** Standard errors to either side that hold 95 %; infinite without a degree of freedom. */
  public static double quantile(double degreesOfFreedom) {
    return degreesOfFreedom > 0
        ? new TDistribution(null, degreesOfFreedom).inverseCumulativeProbability(UPPER)
        : Double.POSITIVE_INFINITY;
  }
}
