package io.weir.core.decision;

import io.weir.core.allocation.LoggedSamples;
import org.jspecify.annotations.Nullable;

/**
 * Policy learning with the cost-adjusted gain r - mu c, where mu = V'(price) / C'(price) of the
 * soft policy (<b>IDL</b>, docs/explanation/method.md).
 *
 * <p>PPL holds the price fixed and ignores that a policy which spends more will have its price
 * raised. Differentiating the value along the budget, C(theta, price) = B, gives the gradient of V
 * - mu C at the fixed price. It points nearer the true constrained gradient and is noisier, so it
 * needs more randomized samples. Immutable.
 */
public final class CostAdjustedLoss implements DecisionLoss {
  private final double dualPrice;
  private final double tau;
  private final SoftPolicy policy;
  private final double @Nullable [] baseline;
  private final PolicyGain gain;

  /**
   * Creates the loss; parameters as for {@link PolicyLearningLoss}.
   *
   * @param dualPrice finite, zero or more
   * @param tau positive
   * @param baseline predictions [n, 2M] for doubly robust gains, or null
   */
  public CostAdjustedLoss(double dualPrice, double tau, double @Nullable [] baseline) {
    this.dualPrice = dualPrice;
    this.tau = tau;
    policy = new SoftPolicy(dualPrice, tau);
    this.baseline = baseline;
    gain = new PolicyGain(baseline);
  }

  /**
   * The rate mu at which spending is exchanged for value along the price, estimated on these
   * samples.
   *
   * @return revenue units per currency unit, zero or more; the price itself where the estimated
   *     cost does not fall with the price, because then the ratio means nothing and at a true
   *     optimum the two agree
   */
  public double exchangeRate(LoggedSamples samples, double[] outputs) {
    double[] sums = new double[2];
    addPriceDerivatives(samples, outputs, sums, 0);
    return exchangeRate(sums[0], sums[1]);
  }

  /**
   * Adds what the samples contribute to V'(price) and C'(price), both times the number of all
   * samples: the two sums of which {@link #exchangeRate(double, double)} is the quotient.
   *
   * @param sums value's at {@code at}, cost's behind it
   */
  public void addPriceDerivatives(LoggedSamples samples, double[] outputs, double[] sums, int at) {
    double[] z = new double[samples.arms()];
    double[] slope = new double[samples.arms()];
    for (int i = 0; i < samples.n(); i++) {
      policy.probabilities(outputs, i, z);
      gain.of(samples, i, 1, 0, slope);
      sums[at] += policy.priceDerivative(outputs, i, z, slope);
      gain.of(samples, i, 0, 1, slope);
      sums[at + 1] += policy.priceDerivative(outputs, i, z, slope);
    }
  }

  /** The exchange rate of summed derivatives. */
  public double exchangeRate(double value, double cost) {
    return cost < 0 ? Math.max(0, value / cost) : dualPrice;
  }

  @Override
  public double evaluate(LoggedSamples samples, double[] outputs, double[] gradient) {
    SoftPolicy.check(samples, outputs, gradient);
    return new PolicyLearningLoss(dualPrice, exchangeRate(samples, outputs), tau, baseline)
        .evaluate(samples, outputs, gradient);
  }
}
