package io.weir.core.estimate;

/**
 * Running off-policy estimates of one outcome (revenue or cost) under a policy, from samples
 * another rule assigned: the expected outcome metric (EOM) and its relatives. Adds, merges, saves;
 * not thread-safe.
 *
 * <p>Intervals are of the influence-function kind. Samples with very small propensities make them
 * optimistic: see {@link #effectiveSampleSize()}.
 */
public final class OffPolicyValue {
  private final int strata;
  private final int arms;

  /** Pairs (weight x outcome, weight) over all samples. */
  private final Moments weighted = new Moments();

  private final Moments robust = new Moments();

  /** Policy's probability of the given arm times outcome, per stratum and given arm. */
  private final Moments[] cells;

  /** Creates an empty accumulator without strata. */
  public OffPolicyValue(int arms) {
    this(1, arms);
  }

  /**
   * Creates an empty accumulator.
   *
   * @param strata groups within which the arms' propensities are the same
   * @param arms number of arms
   */
  public OffPolicyValue(int strata, int arms) {
    if (strata < 1 || arms < 1) {
      throw new IllegalArgumentException(strata + " strata, " + arms + " arms");
    }
    this.strata = strata;
    this.arms = arms;
    cells = new Moments[strata * arms];
    for (int k = 0; k < cells.length; k++) {
      cells[k] = new Moments();
    }
  }

  /**
   * Adds a sample.
   *
   * @param stratum 0 to strata - 1
   * @param arm the arm that was given
   * @param propensity probability it had, in (0, 1]
   * @param policyProbability probability the policy gives that arm; 1 or 0 for a deterministic one
   * @param outcome what was observed
   * @param policyPrediction a model's prediction under the policy: sum over arms of policy
   *     probability times prediction
   * @param armPrediction the same model's prediction under the given arm; the model must not have
   *     been fitted on this sample
   * @throws IllegalArgumentException if the propensity is not in (0, 1]
   */
  public void add(
      int stratum,
      int arm,
      double propensity,
      double policyProbability,
      double outcome,
      double policyPrediction,
      double armPrediction) {
    if (!(propensity > 0 && propensity <= 1)) {
      throw new IllegalArgumentException("propensity outside (0, 1]: " + propensity);
    }
    double weight = policyProbability / propensity;
    weighted.add(weight * outcome, weight);
    robust.add(policyPrediction + weight * (outcome - armPrediction));
    cells[stratum * arms + arm].add(policyProbability * outcome);
  }

  /** Adds all that another has seen; its shape must be the same. */
  public void merge(OffPolicyValue other) {
    if (other.strata != strata || other.arms != arms) {
      throw new IllegalArgumentException("accumulators of different shapes do not add up");
    }
    weighted.merge(other.weighted);
    robust.merge(other.robust);
    for (int k = 0; k < cells.length; k++) {
      cells[k].merge(other.cells[k]);
    }
  }

  /** Number of samples. */
  public long samples() {
    return (long) weighted.count();
  }

  /**
   * Horvitz-Thompson: the mean of weight times outcome; unbiased when the propensities are right.
   */
  public ValueEstimate horvitzThompson() {
    return ValueEstimate.normal(
        weighted.meanX(), Math.sqrt(weighted.varianceX() / weighted.count()));
  }

  /**
   * Weights scaled to sum to one: less variance where outcomes have a large mean, a bias of order
   * 1/n.
   */
  public ValueEstimate selfNormalized() {
    double value = weighted.meanX() / weighted.meanY();
    double variance = weighted.varianceOfDifference(value) / weighted.count();
    return ValueEstimate.normal(value, Math.sqrt(variance) / weighted.meanY());
  }

  /**
   * Doubly robust: the model's value, corrected by the weighted residuals; unbiased if either model
   * or propensities are right.
   */
  public ValueEstimate doublyRobust() {
    return ValueEstimate.normal(robust.meanX(), Math.sqrt(robust.varianceX() / robust.count()));
  }

  /**
   * Horvitz-Thompson with propensities counted as N_t / N (within strata), whatever was recorded: a
   * sum of means per arm, which varies less than with known propensities. Arms never given in a
   * stratum contribute nothing.
   */
  public ValueEstimate countedPropensities() {
    double total = weighted.count();
    double[] value = new double[strata];
    double[] share = new double[strata];
    double overall = 0;
    double variance = 0;
    for (int s = 0; s < strata; s++) {
      double inStratum = 0;
      double within = 0;
      for (int t = 0; t < arms; t++) {
        Moments cell = cells[s * arms + t];
        inStratum += cell.count();
        if (cell.count() > 0) {
          value[s] += cell.meanX();
          within += cell.varianceX() / cell.count();
        }
      }
      if (inStratum > 0) {
        share[s] = inStratum / total;
        overall += share[s] * value[s];
        variance += share[s] * share[s] * within;
      }
    }
    for (int s = 0; s < strata; s++) {
      // Stratum sizes are themselves random.
      variance += share[s] * (value[s] - overall) * (value[s] - overall) / total;
    }
    return ValueEstimate.normal(overall, Math.sqrt(variance));
  }

  /**
   * Kish's effective number of samples that agree with the policy: (sum w)^2 / sum w^2; 0 before
   * any.
   */
  public double effectiveSampleSize() {
    double squares = weighted.sumOfSquaresY();
    double sum = weighted.count() * weighted.meanY();
    return squares > 0 ? sum * sum / squares : 0;
  }

  /** The state as numbers. */
  public double[] save() {
    double[] state = new double[(2 + cells.length) * Moments.STATE];
    System.arraycopy(weighted.save(), 0, state, 0, Moments.STATE);
    System.arraycopy(robust.save(), 0, state, Moments.STATE, Moments.STATE);
    for (int k = 0; k < cells.length; k++) {
      System.arraycopy(cells[k].save(), 0, state, (2 + k) * Moments.STATE, Moments.STATE);
    }
    return state;
  }

  /**
   * Puts back what {@link #save} gave.
   *
   * @throws IllegalArgumentException if it is of another shape
   */
  public void restore(double[] state) {
    if (state.length != (2 + cells.length) * Moments.STATE) {
      throw new IllegalArgumentException("state of another shape: " + state.length);
    }
    weighted.restore(state, 0);
    robust.restore(state, Moments.STATE);
    for (int k = 0; k < cells.length; k++) {
      cells[k].restore(state, (2 + k) * Moments.STATE);
    }
  }
}
