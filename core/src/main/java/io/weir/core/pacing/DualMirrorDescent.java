package io.weir.core.pacing;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Dual mirror descent on the price (Balseiro, Lu, Mirrokni 2020, "Dual mirror descent for online
 * allocation problems"): the subgradient of the dual at the present price is target less spend, and
 * with the entropy as mirror map the step is multiplicative. For T arrivals the step size a regret
 * of order sqrt(T) asks for is of order 1 / sqrt(T).
 *
 * <p>What moves is a factor on a base price, so that a new publication of the base does not lose
 * what was learned; the factor is bounded, since far from its base a price is no longer backed by
 * the learner's evidence. Not thread-safe.
 */
final class DualMirrorDescent {
  // One wild interval must not throw the price across its range.
  private static final double LARGEST_STEP = 0.25;

  private final double rate;
  private final double bound;
  private double logFactor;

  /**
   * Starts at the base price.
   *
   * @param rate step size an arrival, times the root of the number of arrivals; positive
   * @param bound largest factor, its reciprocal the smallest, above 1
   */
  public DualMirrorDescent(double rate, double bound) {
    if (!(rate > 0) || !(bound > 1)) {
      throw new IllegalArgumentException("rate " + rate + ", bound " + bound);
    }
    this.rate = rate;
    this.bound = Math.log(bound);
  }

  /**
   * Takes the steps of an interval.
   *
   * @param spend what was spent in it, currency units
   * @param target what should have been, positive
   * @param arrivals in the interval, zero or more
   * @param horizon arrivals of the whole period, at least those
   */
  public void step(double spend, double target, double arrivals, double horizon) {
    if (!(target > 0)) {
      throw new IllegalArgumentException("target " + target);
    }
    double gradient = spend / target - 1;
    double step = rate * arrivals / Math.sqrt(Math.max(1, Math.max(arrivals, horizon))) * gradient;
    double bounded = Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, step));
    logFactor = Math.max(-bound, Math.min(bound, logFactor + bounded));
  }

  /**
   * Draws the factor towards one, as when the base price was solved anew: 0 leaves it, 1 resets it.
   */
  public void relax(double share) {
    logFactor *= 1 - share;
  }

  /** Factor on the base price, positive. */
  public double factor() {
    return Math.exp(logFactor);
  }

  /** Writes the state: the logarithm of the factor. */
  public void write(StateOutput out) throws IOException {
    out.writeDouble(logFactor);
  }

  /** Reads what {@link #write} wrote. */
  public void read(StateInput in) throws IOException {
    logFactor = in.readDouble();
  }
}
