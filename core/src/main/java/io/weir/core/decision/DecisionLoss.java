package io.weir.core.decision;

import io.weir.core.allocation.LoggedSamples;

/**
 * A loss whose minimum is the best policy on randomized data (Bi-DFCL, Eq. 11 and its surrogates).
 */
public interface DecisionLoss {

  /**
   * Evaluates the loss and its gradient.
   *
   * @param samples n randomized samples of M arms, n at least 1
   * @param outputs predictions, row-major [n, 2M]: revenue columns, then cost columns; not modified
   * @param gradient row-major [n, 2M], overwritten with the derivative of the loss with respect to
   *     {@code outputs}
   * @return the loss
   * @throws IllegalArgumentException on wrong shapes
   */
  double evaluate(LoggedSamples samples, double[] outputs, double[] gradient);
}
