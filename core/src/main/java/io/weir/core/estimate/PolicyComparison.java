package io.weir.core.estimate;

import io.weir.core.allocation.LoggedSamples;
import io.weir.core.allocation.Predictions;

/**
 * How much more one policy brings in and spends than another, on the same samples. Where the two
 * agree a sample says nothing and adds no noise, so the interval is far narrower than the two
 * values' own: the thing to gate a candidate by.
 */
public final class PolicyComparison {
  private final OffPolicyValue revenue;
  private final OffPolicyValue cost;
  private final long disagreements;

  private PolicyComparison(OffPolicyValue revenue, OffPolicyValue cost, long disagreements) {
    this.revenue = revenue;
    this.cost = cost;
    this.disagreements = disagreements;
  }

  /**
   * Compares two policies.
   *
   * @param samples n randomized samples
   * @param candidate predictions of the policy in question; also the outcome model of the doubly
   *     robust differences
   * @param candidatePrice its price
   * @param incumbent predictions of the policy to beat
   * @param incumbentPrice its price
   * @throws IllegalArgumentException if predictions do not match the samples
   */
  public static PolicyComparison of(
      LoggedSamples samples,
      Predictions candidate,
      double candidatePrice,
      Predictions incumbent,
      double incumbentPrice) {
    int n = samples.n();
    if (candidate.individuals() < n
        || incumbent.individuals() < n
        || candidate.arms() != samples.arms()
        || incumbent.arms() != samples.arms()) {
      throw new IllegalArgumentException("predictions do not match the samples");
    }
    int strata = Math.max(1, samples.strata());
    OffPolicyValue revenue = new OffPolicyValue(strata, samples.arms());
    OffPolicyValue cost = new OffPolicyValue(strata, samples.arms());
    long disagreements = 0;
    for (int i = 0; i < n; i++) {
      int now = candidate.argmax(i, candidatePrice);
      int before = incumbent.argmax(i, incumbentPrice);
      int arm = samples.arm(i);
      disagreements += now == before ? 0 : 1;
      double difference = (now == arm ? 1 : 0) - (before == arm ? 1 : 0);
      revenue.add(
          samples.stratum(i),
          arm,
          samples.propensity(i),
          difference,
          samples.revenue(i),
          candidate.revenue(i, now) - candidate.revenue(i, before),
          candidate.revenue(i, arm));
      cost.add(
          samples.stratum(i),
          arm,
          samples.propensity(i),
          difference,
          samples.cost(i),
          candidate.cost(i, now) - candidate.cost(i, before),
          candidate.cost(i, arm));
    }
    return new PolicyComparison(revenue, cost, disagreements);
  }

  /**
   * Revenue per impression, candidate less incumbent. Its self-normalized form and effective sample
   * size have no meaning for a difference.
   */
  public OffPolicyValue revenue() {
    return revenue;
  }

  /** Cost per impression, candidate less incumbent, currency units. */
  public OffPolicyValue cost() {
    return cost;
  }

  /** Samples on which the two would give different arms. */
  public long disagreements() {
    return disagreements;
  }
}
