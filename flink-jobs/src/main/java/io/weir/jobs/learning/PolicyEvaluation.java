package io.weir.jobs.learning;

/**
 * Self-normalized inverse-propensity estimates of one policy on randomized rows (Hajek's form of
 * the expected outcome metric, METHOD sections 1 and 6): with w_i = 1[t_i = pi(x_i)] / p_i,
 *
 * <pre>value = sum w_i r_i / sum w_i,   influence_i = w_i (r_i - value) / mean(w)</pre>
 *
 * <p>Normalizing costs a bias of order 1/n and removes the variance that comes from how many rows
 * happened to match.
 */
final class PolicyEvaluation {
  private final double[] influence;
  private final double value;
  private final double cost;
  private final double costHalfWidth;
  private final double halfWidth;
  private final double effectiveSamples;

  private PolicyEvaluation(FrozenWindow window, int[] chosen) {
    int rows = window.rows();
    influence = new double[rows];
    double weights = 0;
    double weightSquares = 0;
    double revenueSum = 0;
    double costSum = 0;
    for (int i = 0; i < rows; i++) {
      if (window.arm()[i] == chosen[i]) {
        double weight = 1 / window.propensity()[i];
        weights += weight;
        weightSquares += weight * weight;
        revenueSum += weight * window.revenue()[i];
        costSum += weight * window.cost()[i];
      }
    }
    boolean matched = weights > 0;
    value = matched ? revenueSum / weights : 0;
    cost = matched ? costSum / weights : 0;
    effectiveSamples = matched ? weights * weights / weightSquares : 0;
    double costSquares = 0;
    double squares = 0;
    for (int i = 0; i < rows && matched; i++) {
      if (window.arm()[i] == chosen[i]) {
        double share = rows / (window.propensity()[i] * weights);
        influence[i] = share * (window.revenue()[i] - value);
        squares += influence[i] * influence[i];
        double costInfluence = share * (window.cost()[i] - cost);
        costSquares += costInfluence * costInfluence;
      }
    }
    halfWidth = matched ? halfWidth(squares, rows) : Double.POSITIVE_INFINITY;
    costHalfWidth = matched ? halfWidth(costSquares, rows) : Double.POSITIVE_INFINITY;
  }

  /**
   * Evaluates a policy.
   *
   * @param window randomized rows
   * @param chosen arm the policy gives each row; not kept
   */
  static PolicyEvaluation of(FrozenWindow window, int[] chosen) {
    return new PolicyEvaluation(window, chosen);
  }

  private static double halfWidth(double squares, int rows) {
    return rows < 2
        ? Double.POSITIVE_INFINITY
        : RunningMoments.NORMAL_95 * Math.sqrt(squares / (rows - 1) / rows);
  }

  /** Returns revenue per impression. */
  double value() {
    return value;
  }

  /** Returns half the 95 % interval of the value. */
  double halfWidth() {
    return halfWidth;
  }

  /** Returns cost per impression, whole currency units. */
  double cost() {
    return cost;
  }

  /** Returns half the 95 % interval of the cost. */
  double costHalfWidth() {
    return costHalfWidth;
  }

  /** Returns Kish's effective sample size, (sum w)^2 / sum w^2. */
  double effectiveSamples() {
    return effectiveSamples;
  }

  /**
   * Returns half the 95 % interval of this value less the other's, paired row by row: policies that
   * agree on a row add no variance there.
   */
  double differenceHalfWidth(PolicyEvaluation other) {
    double squares = 0;
    for (int i = 0; i < influence.length; i++) {
      double gap = influence[i] - other.influence[i];
      squares += gap * gap;
    }
    return halfWidth(squares, influence.length);
  }
}
