package io.weir.core.estimate;

import io.weir.core.allocation.LoggedSamples;
import io.weir.core.allocation.Predictions;
import java.util.Arrays;

/**
 * Revenue and cost per impression of a policy, from randomized samples: over a batch, or sample by
 * sample as they arrive (prequential: scored with the model that was published before, and only
 * then learned from). Adds, merges, saves; not thread-safe.
 */
public final class PolicyEvaluation {
  private final OffPolicyValue revenue;
  private final OffPolicyValue cost;

  /** Creates an empty evaluation. */
  public PolicyEvaluation(int strata, int arms) {
    revenue = new OffPolicyValue(strata, arms);
    cost = new OffPolicyValue(strata, arms);
  }

  /**
   * Evaluates the policy that predictions make at a price.
   *
   * @param samples n randomized samples
   * @param predictions of the same individuals; also the model of the doubly robust estimates, so
   *     they should not have been fitted on these samples
   * @param dualPrice zero to positive infinity
   */
  public static PolicyEvaluation of(
      LoggedSamples samples, Predictions predictions, double dualPrice) {
    if (predictions.individuals() < samples.n() || predictions.arms() != samples.arms()) {
      throw new IllegalArgumentException("predictions do not match the samples");
    }
    PolicyEvaluation result = new PolicyEvaluation(Math.max(1, samples.strata()), samples.arms());
    for (int i = 0; i < samples.n(); i++) {
      result.add(
          samples.stratum(i),
          samples.arm(i),
          samples.propensity(i),
          samples.revenue(i),
          samples.cost(i),
          predictions,
          i,
          dualPrice);
    }
    return result;
  }

  /**
   * Adds one sample.
   *
   * @param stratum 0 to strata - 1
   * @param arm the arm that was given
   * @param propensity probability it had, in (0, 1]
   * @param observedRevenue what came in
   * @param observedCost what was spent, currency units
   * @param predictions holds the individual's predictions by the model under evaluation
   * @param row where in {@code predictions}
   * @param dualPrice the price that went with the model
   */
  public void add(
      int stratum,
      int arm,
      double propensity,
      double observedRevenue,
      double observedCost,
      Predictions predictions,
      int row,
      double dualPrice) {
    int chosen = predictions.argmax(row, dualPrice);
    double agrees = chosen == arm ? 1 : 0;
    revenue.add(
        stratum,
        arm,
        propensity,
        agrees,
        observedRevenue,
        predictions.revenue(row, chosen),
        predictions.revenue(row, arm));
    cost.add(
        stratum,
        arm,
        propensity,
        agrees,
        observedCost,
        predictions.cost(row, chosen),
        predictions.cost(row, arm));
  }

  /** Adds all that another has seen; its shape must be the same. */
  public void merge(PolicyEvaluation other) {
    revenue.merge(other.revenue);
    cost.merge(other.cost);
  }

  /** Estimates of revenue per impression. */
  public OffPolicyValue revenue() {
    return revenue;
  }

  /** Estimates of cost per impression, currency units. */
  public OffPolicyValue cost() {
    return cost;
  }

  /** The state as numbers: revenue's, then cost's. */
  public double[] save() {
    double[] first = revenue.save();
    double[] second = cost.save();
    double[] state = new double[first.length + second.length];
    System.arraycopy(first, 0, state, 0, first.length);
    System.arraycopy(second, 0, state, first.length, second.length);
    return state;
  }

  /** Puts back what {@link #save} gave. */
  public void restore(double[] state) {
    int half = state.length / 2;
    revenue.restore(Arrays.copyOf(state, half));
    cost.restore(Arrays.copyOfRange(state, half, state.length));
  }
}
