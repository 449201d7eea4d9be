package io.weir.core.decision;

import io.weir.core.allocation.LoggedSamples;

/**
 * Policy learning with weights that sum to one: L = - sum_i w_i z'_i,ti y_i / sum_i w_i z'_i,ti
 * with w = 1/p and y = r - kappa c.
 *
 * <p>A shift of all outcomes no longer matters, which takes away the pull towards arms that
 * happened to be given more often; the bias is of order 1/n. Immutable.
 */
public final class SelfNormalizedLoss implements DecisionLoss {
  private final SoftPolicy policy;
  private final double kappa;

  /**
   * Creates the loss; parameters as for {@link PolicyLearningLoss}.
   *
   * @param dualPrice finite, zero or more
   * @param kappa 0 for PPL, the price for DPL
   * @param tau positive
   */
  public SelfNormalizedLoss(double dualPrice, double kappa, double tau) {
    policy = new SoftPolicy(dualPrice, tau);
    this.kappa = kappa;
  }

  @Override
  public double evaluate(LoggedSamples samples, double[] outputs, double[] gradient) {
    SoftPolicy.check(samples, outputs, gradient);
    double[] z = new double[samples.arms()];
    double weights = 0;
    double weighted = 0;
    for (int i = 0; i < samples.n(); i++) {
      policy.probabilities(outputs, i, z);
      double weight = z[samples.arm(i)] / samples.propensity(i);
      weights += weight;
      weighted += weight * outcome(samples, i);
    }
    double value = weighted / weights;
    double[] slope = new double[samples.arms()];
    for (int i = 0; i < samples.n(); i++) {
      int given = samples.arm(i);
      policy.probabilities(outputs, i, z);
      slope[given] = -(outcome(samples, i) - value) / (samples.propensity(i) * weights);
      policy.backward(z, slope, i, gradient);
      slope[given] = 0;
    }
    return -value;
  }

  private double outcome(LoggedSamples samples, int i) {
    return samples.revenue(i) - kappa * samples.cost(i);
  }
}
