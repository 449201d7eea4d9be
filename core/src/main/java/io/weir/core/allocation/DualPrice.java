package io.weir.core.allocation;

/**
 * A dual price with what its policy is expected to spend and to bring in.
 *
 * @param dualPrice revenue units per currency unit; 0 when the budget does not bind, positive
 *     infinity when not even the cheapest arms fit
 * @param expectedCost currency units per impression of the policy at this price
 * @param expectedRevenue revenue units per impression of the policy at this price
 * @param budgetBinds whether the unconstrained policy would cost more than the budget
 */
public record DualPrice(
    double dualPrice, double expectedCost, double expectedRevenue, boolean budgetBinds) {

  /**
   * The Lagrangian bound: no allocation, fractional or not, brings in more under this budget. At
   * the optimal price it is the value of the linear relaxation.
   *
   * @param budgetPerImpression currency units per impression
   * @return revenue units per impression; negative infinity when nothing fits the budget
   */
  public double revenueBound(double budgetPerImpression) {
    double slack = budgetPerImpression - expectedCost;
    if (Double.isInfinite(dualPrice)) {
      return slack < 0 ? Double.NEGATIVE_INFINITY : expectedRevenue;
    }
    return expectedRevenue + dualPrice * slack;
  }
}
