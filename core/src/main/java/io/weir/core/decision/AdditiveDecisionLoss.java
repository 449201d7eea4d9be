package io.weir.core.decision;

import io.weir.core.allocation.LoggedSamples;

/**
 * A decision loss that is a sum over samples, so that a long window can be worked through in
 * bounded slices.
 */
public interface AdditiveDecisionLoss extends DecisionLoss {

  /**
   * Evaluates the share of some rows; the shares of all rows add up to {@link #evaluate}.
   *
   * @param samples all n samples: their number scales every share
   * @param outputs row-major [n, 2M]; not modified
   * @param from first row
   * @param to row after the last
   * @param gradient row-major [n, 2M]; rows {@code from} to {@code to} are overwritten
   * @return these rows' share of the loss
   */
  double evaluateRows(LoggedSamples samples, double[] outputs, int from, int to, double[] gradient);

  @Override
  default double evaluate(LoggedSamples samples, double[] outputs, double[] gradient) {
    return evaluateRows(samples, outputs, 0, samples.n(), gradient);
  }
}
