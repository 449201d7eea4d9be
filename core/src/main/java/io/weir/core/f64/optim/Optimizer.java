package io.weir.core.f64.optim;

import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Moves a parameter vector against a gradient; keeps its own state, which can be saved. Not
 * thread-safe.
 */
public interface Optimizer {

  /**
   * One step, then decoupled decay: {@code theta *= 1 - rate * decay}.
   *
   * @param rate learning rate, at least zero
   * @param decay decoupled weight decay, at least zero
   */
  void step(
      double[] theta,
      int thetaOffset,
      double[] gradient,
      int gradientOffset,
      double rate,
      double decay);

  /** Writes the state in exact bits. */
  void write(StateOutput out) throws IOException;
}
