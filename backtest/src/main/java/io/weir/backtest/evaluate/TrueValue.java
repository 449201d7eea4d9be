package io.weir.backtest.evaluate;

import io.weir.core.allocation.Predictions;

/**
 * What policies are truly worth per impression, given the true expected outcomes of every arm.
 * Policies are compared at equal true spend: each gets the price at which its own true cost meets
 * the budget, mixing the two policies beside a jump.
 */
final class TrueValue {
  private final int arms;
  private final int freeArm;
  private final double[] revenue;
  private final double[] cost;
  private final int rows;

  /** True outcomes, row-major [rows, arms]. */
  TrueValue(int arms, int freeArm, double[] revenue, double[] cost) {
    this.arms = arms;
    this.freeArm = freeArm;
    this.revenue = revenue;
    this.cost = cost;
    this.rows = revenue.length / arms;
  }

  /** Revenue per impression of the policy that follows these predictions. */
  double ofPolicy(Predictions predictions, double budget) {
    PriceSearch found = PriceSearch.of(price -> at(predictions, price)[0], budget);
    double[] within = at(predictions, found.price());
    if (found.price() == found.below() || within[0] > budget) {
      return within[1];
    }
    double[] beyond = at(predictions, found.below());
    double share = (budget - within[0]) / (beyond[0] - within[0]);
    return within[1] + share * (beyond[1] - within[1]);
  }

  /** Revenue per impression of the best policy there is. */
  double ofOracle(double budget) {
    return ofPolicy(Predictions.of(revenue, cost, arms), budget);
  }

  /**
   * Revenue per impression when a random share of individuals gets a random arm other than the free
   * one.
   */
  double ofRandom(double budget) {
    double freeCost = mean(cost, freeArm);
    double freeRevenue = mean(revenue, freeArm);
    double otherCost = 0;
    double otherRevenue = 0;
    for (int j = 0; j < arms; j++) {
      if (j != freeArm) {
        otherCost += mean(cost, j) / (arms - 1);
        otherRevenue += mean(revenue, j) / (arms - 1);
      }
    }
    double extra = otherCost - freeCost;
    double share = extra > 0 ? Math.max(0, Math.min(1, (budget - freeCost) / extra)) : 1;
    return freeRevenue + share * (otherRevenue - freeRevenue);
  }

  private double mean(double[] values, int arm) {
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      sum += values[i * arms + arm];
    }
    return sum / rows;
  }

  /** True cost, then true revenue, per impression at a price. */
  private double[] at(Predictions predictions, double price) {
    double totalCost = 0;
    double totalRevenue = 0;
    for (int i = 0; i < rows; i++) {
      int cell = i * arms + predictions.argmax(i, price);
      totalCost += cost[cell];
      totalRevenue += revenue[cell];
    }
    return new double[] {totalCost / rows, totalRevenue / rows};
  }
}
