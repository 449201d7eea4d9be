package io.weir.core.decision;

import io.weir.core.allocation.LoggedSamples;
import org.jspecify.annotations.Nullable;

/**
 * Policy learning: minus the estimated outcome of the soft policy, L = -(1/N) sum_i (1/p_ti)
 * z'_i,ti (r_i - kappa c_i).
 *
 * <p>With kappa = 0 this is <b>PPL</b> (Bi-DFCL, Eq. 16), with kappa the price itself <b>DPL</b>
 * (A.7). The price is held constant. Immutable.
 */
final class PolicyLearningLoss implements AdditiveDecisionLoss {
  private final SoftPolicy policy;
  private final double kappa;
  private final PolicyGain gain;

  /**
   * Creates the loss.
   *
   * @param dualPrice price in the policy, revenue units per currency unit, finite, zero or more
   * @param kappa what a unit of cost takes from the outcome; 0 for PPL, the price for DPL
   * @param tau temperature, revenue units, positive; see {@link MarginSpread}
   * @param baseline predictions [n, 2M] not fitted on these rows, for doubly robust gains; null for
   *     inverse propensity alone
   */
  public PolicyLearningLoss(
      double dualPrice, double kappa, double tau, double @Nullable [] baseline) {
    policy = new SoftPolicy(dualPrice, tau);
    this.kappa = kappa;
    gain = new PolicyGain(baseline);
  }

  @Override
  public double evaluateRows(
      LoggedSamples samples, double[] outputs, int from, int to, double[] gradient) {
    SoftPolicy.check(samples, outputs, gradient);
    double[] z = new double[samples.arms()];
    double[] slope = new double[samples.arms()];
    double share = -1.0 / samples.n();
    double loss = 0;
    for (int i = from; i < to; i++) {
      policy.probabilities(outputs, i, z);
      gain.of(samples, i, share, -share * kappa, slope);
      loss += policy.backward(z, slope, i, gradient);
    }
    return loss;
  }
}
