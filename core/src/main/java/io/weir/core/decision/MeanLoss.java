package io.weir.core.decision;

import io.weir.core.allocation.LoggedSamples;
import java.util.List;

/**
 * The mean of several losses, such as one per price of a ladder: all budgets at once. Immutable.
 */
final class MeanLoss implements AdditiveDecisionLoss {
  private final List<? extends AdditiveDecisionLoss> losses;

  /**
   * Creates the mean.
   *
   * @param losses at least one
   */
  public MeanLoss(List<? extends AdditiveDecisionLoss> losses) {
    if (losses.isEmpty()) {
      throw new IllegalArgumentException("a mean of no losses");
    }
    this.losses = List.copyOf(losses);
  }

  @Override
  public double evaluateRows(
      LoggedSamples samples, double[] outputs, int from, int to, double[] gradient) {
    int width = 2 * samples.arms();
    double[] sum = new double[(to - from) * width];
    double loss = 0;
    for (AdditiveDecisionLoss part : losses) {
      loss += part.evaluateRows(samples, outputs, from, to, gradient) / losses.size();
      for (int k = 0; k < sum.length; k++) {
        sum[k] += gradient[from * width + k] / losses.size();
      }
    }
    System.arraycopy(sum, 0, gradient, from * width, sum.length);
    return loss;
  }
}
