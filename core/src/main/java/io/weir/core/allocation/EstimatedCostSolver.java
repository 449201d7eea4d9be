package io.weir.core.allocation;

/**
 * Algorithm A (Bi-DFCL, Alg. 2 and 6): bisection on the price, with the policy's cost estimated by
 * inverse propensity weighting.
 *
 * <p>The paper brackets by the largest r_hat / c_hat, which fails where a predicted cost is zero or
 * negative. Here the bracket grows by doubling until the cost fits. Where the estimated cost is not
 * monotone, bisection ends at one of its crossings; {@link EstimatedCostCurve} gives them all.
 *
 * @param iterations halvings after bracketing, 1 to 200
 * @param tolerance stop early once the estimated cost is within this of the budget, currency units
 *     per impression; 0 never
 */
public record EstimatedCostSolver(int iterations, double tolerance) {
  private static final int DOUBLINGS = 60;

  /** Rejects settings out of range. */
  public EstimatedCostSolver {
    if (iterations < 1 || iterations > 200 || !(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "iterations %d, tolerance %s".formatted(iterations, tolerance));
    }
  }

  /** Sixty halvings, no early stop. */
  public EstimatedCostSolver() {
    this(60, 0);
  }

  /** Solves from scratch. */
  public DualPrice solve(LoggedSamples samples, Predictions predictions, double budget) {
    return solve(samples, predictions, budget, 1);
  }

  /**
   * Solves from a guess, such as the price of the window before.
   *
   * @param budget currency units per impression
   * @param warmStart a positive price; the first upper end of the bracket
   * @return the price, with estimated cost and revenue there; infinite if no price brings the cost
   *     under the budget
   */
  public DualPrice solve(
      LoggedSamples samples, Predictions predictions, double budget, double warmStart) {
    predictions.requireFinite(0, samples.n());
    double[] costAndRevenue = new double[2];
    estimate(samples, predictions, 0, costAndRevenue);
    if (costAndRevenue[0] <= budget) {
      return new DualPrice(0, costAndRevenue[0], costAndRevenue[1], false);
    }
    double low = 0;
    double high = warmStart > 0 && warmStart < Double.POSITIVE_INFINITY ? warmStart : 1;
    estimate(samples, predictions, high, costAndRevenue);
    for (int k = 0; costAndRevenue[0] > budget; k++) {
      if (k == DOUBLINGS) {
        estimate(samples, predictions, Double.POSITIVE_INFINITY, costAndRevenue);
        return new DualPrice(Double.POSITIVE_INFINITY, costAndRevenue[0], costAndRevenue[1], true);
      }
      low = high;
      high *= 2;
      estimate(samples, predictions, high, costAndRevenue);
    }
    for (int k = 0;
        k < iterations && (tolerance == 0 || budget - costAndRevenue[0] > tolerance);
        k++) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        break;
      }
      double highCost = costAndRevenue[0];
      double highRevenue = costAndRevenue[1];
      estimate(samples, predictions, middle, costAndRevenue);
      if (costAndRevenue[0] > budget) {
        low = middle;
        costAndRevenue[0] = highCost;
        costAndRevenue[1] = highRevenue;
      } else {
        high = middle;
      }
    }
    return new DualPrice(high, costAndRevenue[0], costAndRevenue[1], true);
  }

  /**
   * Estimates cost and revenue per impression of the policy at a price.
   *
   * @param costAndRevenue overwritten: cost, then revenue
   */
  public static void estimate(
      LoggedSamples samples, Predictions predictions, double dualPrice, double[] costAndRevenue) {
    double cost = 0;
    double revenue = 0;
    for (int i = 0; i < samples.n(); i++) {
      if (predictions.argmax(i, dualPrice) == samples.arm(i)) {
        cost += samples.cost(i) / samples.propensity(i);
        revenue += samples.revenue(i) / samples.propensity(i);
      }
    }
    costAndRevenue[0] = cost / samples.n();
    costAndRevenue[1] = revenue / samples.n();
  }
}
