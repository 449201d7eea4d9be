package io.weir.backtest.evaluate;

import io.weir.core.allocation.Predictions;

/**
 * What policies are truly worth per impression, given the true expected outcomes of every arm.
 * Policies are compared at equal true spend: each gets the price at which its own true cost meets
 * the budget, mixing the two policies beside a jump.
 */
final class TrueValue {
  private static final int DOUBLINGS = 60;
  private static final int HALVINGS = 60;

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
    double[] atLow = at(predictions, 0);
    if (atLow[0] <= budget) {
      return atLow[1];
    }
    double low = 0;
    double high = 1;
    double[] atHigh = at(predictions, high);
    for (int k = 0; k < DOUBLINGS && atHigh[0] > budget; k++) {
      low = high;
      atLow = atHigh;
      high *= 2;
      atHigh = at(predictions, high);
    }
    if (atHigh[0] > budget) {
      atHigh = at(predictions, Double.POSITIVE_INFINITY);
      if (atHigh[0] > budget) {
        return atHigh[1];
      }
    }
    for (int k = 0; k < HALVINGS; k++) {
      double middle = 0.5 * (low + high);
      double[] atMiddle = at(predictions, middle);
      if (atMiddle[0] > budget) {
        low = middle;
        atLow = atMiddle;
      } else {
        high = middle;
        atHigh = atMiddle;
      }
    }
    double share = (budget - atHigh[0]) / (atLow[0] - atHigh[0]);
    return atHigh[1] + share * (atLow[1] - atHigh[1]);
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
