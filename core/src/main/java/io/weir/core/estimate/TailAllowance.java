package io.weir.core.estimate;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * How far a sample mean may lie from the truth because of outcomes that are rare or large and have
 * hardly been seen: what an interval by the standard error alone does not know. Where no conversion
 * was seen yet the standard error is zero, and where revenue has a heavy tail the observations that
 * decide the mean are not among the first thousands.
 *
 * <p>The allowance is (c + a max(0, s - t)) R / n: R the greatest observation that could have been
 * seen, n observations, and s an upper limit of the variance of the logarithm of outcomes other
 * than zero. The first part is the linear term of Bernstein's inequality with the range taken from
 * the data; the second grows with the weight of the tail, which the body of the outcomes tells: s
 * is 0 for conversions, at most 1.64 for uniform, normal and exponential outcomes, sigma squared
 * for lognormal ones. The constants are chosen by simulation, see docs/evidence/intervals.md. It
 * shrinks with 1 / n, the standard error with its root, so well-behaved outcomes hardly feel it.
 *
 * <p>Not thread-safe.
 */
public final class TailAllowance {
  private static final double RANGE = 5;
  private static final double HEAVY = 10;
  private static final double LIGHT_LOG_VARIANCE = 1.4;

  /** Standard errors of the logarithms' variance by which it may have been underestimated. */
  private static final double CAUTION = 1.5;

  private double nonzero;
  private double logs;
  private double logSquares;
  private double greatestOutcome;
  private double greatestWeight;

  /** Takes in an observation that counts once. */
  public void add(double outcome) {
    add(outcome, 1);
  }

  /**
   * Takes in an observation weight x outcome.
   *
   * @param outcome finite; zero where the policy in question would not have brought it
   * @param weight the observation's weight if it would have: one over the probability of its arm
   */
  public void add(double outcome, double weight) {
    greatestWeight = Math.max(greatestWeight, weight);
    if (outcome != 0) {
      double size = Math.abs(outcome);
      double log = Math.log(size);
      nonzero++;
      logs += log;
      logSquares += log * log;
      greatestOutcome = Math.max(greatestOutcome, size);
    }
  }

  /** Adds all that another has seen. */
  public void merge(TailAllowance other) {
    nonzero += other.nonzero;
    logs += other.logs;
    logSquares += other.logSquares;
    greatestOutcome = Math.max(greatestOutcome, other.greatestOutcome);
    greatestWeight = Math.max(greatestWeight, other.greatestWeight);
  }

  /** Makes what was seen count for less; the greatest observation stays. */
  public void discount(double keep) {
    nonzero *= keep;
    logs *= keep;
    logSquares *= keep;
  }

  /**
   * The allowance.
   *
   * @param count observations behind the mean, zeros included
   * @return in units of the outcome; infinite as long as all were zero
   */
  public double of(double count) {
    if (greatestOutcome == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double mean = logs / nonzero;
    double spread =
        nonzero > 1 ? Math.max(0, logSquares - nonzero * mean * mean) / (nonzero - 1) : 0;
    double limit = spread * (1 + CAUTION * Math.sqrt(2 / Math.max(nonzero - 1, 0.5)));
    double factor = RANGE + HEAVY * Math.max(0, limit - LIGHT_LOG_VARIANCE);
    return factor * greatestWeight * greatestOutcome / count;
  }

  public void write(StateOutput out) throws IOException {
    out.writeDouble(nonzero);
    out.writeDouble(logs);
    out.writeDouble(logSquares);
    out.writeDouble(greatestOutcome);
    out.writeDouble(greatestWeight);
  }

  public static TailAllowance read(StateInput in) throws IOException {
    TailAllowance allowance = new TailAllowance();
    allowance.nonzero = in.readDouble();
    allowance.logs = in.readDouble();
    allowance.logSquares = in.readDouble();
    allowance.greatestOutcome = in.readDouble();
    allowance.greatestWeight = in.readDouble();
    return allowance;
  }
}
