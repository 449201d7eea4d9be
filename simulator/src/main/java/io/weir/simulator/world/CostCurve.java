package io.weir.simulator.world;

import java.util.Arrays;

/**
 * The most that can be gained at each budget when the means are known: the linear relaxation of the
 * multiple-choice knapsack (Dyer 1984, Zemel 1984), solved for every budget at once.
 *
 * <p>Per individual, the arms on the upper convex hull of (cost, gain) give increments of falling
 * return; sorted over all individuals by return, they are bought one by one until the budget is
 * spent, the last one in part (a coin toss for one individual). No policy, not even a randomized
 * one, gains more in the mean at the same mean cost.
 */
public final class CostCurve {

  private final int individuals;
  private final double[] returns;
  private final double[] cumulativeCosts;
  private final double[] cumulativeGains;

  private CostCurve(
      int individuals, double[] returns, double[] cumulativeCosts, double[] cumulativeGains) {
    this.individuals = individuals;
    this.returns = returns;
    this.cumulativeCosts = cumulativeCosts;
    this.cumulativeGains = cumulativeGains;
  }

  /**
   * Solves.
   *
   * @param gains n x M row-major: mean revenue above the free arm's; column 0 is zero
   * @param costs n x M row-major: mean cost, not negative; column 0 is zero
   * @param individuals n, positive
   * @param arms M, at least 2
   * @return the curve
   */
  public static CostCurve of(double[] gains, double[] costs, int individuals, int arms) {
    double[] returns = new double[individuals * (arms - 1)];
    double[] dCosts = new double[returns.length];
    double[] dGains = new double[returns.length];
    int count = 0;
    for (int i = 0; i < individuals; i++) {
      int row = i * arms;
      int current = 0;
      while (true) {
        int next = steepest(gains, costs, row, arms, current);
        if (next < 0) {
          break;
        }
        double dCost = costs[row + next] - costs[row + current];
        double dGain = gains[row + next] - gains[row + current];
        returns[count] = dCost > 0 ? dGain / dCost : Double.POSITIVE_INFINITY;
        dCosts[count] = dCost;
        dGains[count] = dGain;
        count++;
        current = next;
      }
    }
    return sorted(individuals, count, returns, dCosts, dGains);
  }

  private static CostCurve sorted(
      int individuals, int count, double[] returns, double[] dCosts, double[] dGains) {
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(returns[b], returns[a]));
    double[] sortedReturns = new double[count];
    double[] costs = new double[count + 1];
    double[] gains = new double[count + 1];
    for (int k = 0; k < count; k++) {
      int i = order[k];
      sortedReturns[k] = returns[i];
      costs[k + 1] = costs[k] + dCosts[i];
      gains[k + 1] = gains[k] + dGains[i];
    }
    return new CostCurve(individuals, sortedReturns, costs, gains);
  }

  /** Next vertex of the hull: the steepest rise from the current arm, the farthest among equals. */
  private static int steepest(double[] gains, double[] costs, int row, int arms, int current) {
    int best = -1;
    double bestReturn = 0;
    double bestGain = 0;
    for (int arm = 0; arm < arms; arm++) {
      double dGain = gains[row + arm] - gains[row + current];
      double dCost = costs[row + arm] - costs[row + current];
      if (dGain <= 0 || dCost < 0) {
        continue;
      }
      double slope = dCost > 0 ? dGain / dCost : Double.POSITIVE_INFINITY;
      if (slope > bestReturn || (slope == bestReturn && dGain > bestGain)) {
        best = arm;
        bestReturn = slope;
        bestGain = dGain;
      }
    }
    return best;
  }

  /**
   * Largest mean gain at a budget.
   *
   * @param budgetPerIndividual mean cost allowed, whole currency units; not negative
   * @return mean gain per individual over giving everyone the free arm; concave in the budget
   */
  public double gainAt(double budgetPerIndividual) {
    double budget = budgetPerIndividual * individuals;
    int k = firstBeyond(budget);
    if (k > returns.length) {
      return cumulativeGains[returns.length] / individuals;
    }
    double step = cumulativeCosts[k] - cumulativeCosts[k - 1];
    double share = step > 0 ? Math.max(0, (budget - cumulativeCosts[k - 1]) / step) : 0;
    double gain = cumulativeGains[k - 1] + share * (cumulativeGains[k] - cumulativeGains[k - 1]);
    return gain / individuals;
  }

  /**
   * Dual price at a budget: gain per currency unit of the increment that exhausts it.
   *
   * @param budgetPerIndividual mean cost allowed, whole currency units; not negative
   * @return the price, not negative; 0 where the budget does not bind
   */
  public double dualPriceAt(double budgetPerIndividual) {
    int k = firstBeyond(budgetPerIndividual * individuals);
    return k > returns.length ? 0 : returns[k - 1];
  }

  /** Mean cost at which nothing is left to gain, whole currency units. */
  public double saturationCost() {
    return cumulativeCosts[returns.length] / individuals;
  }

  /** First k >= 1 with cumulativeCosts[k] > budget; returns.length + 1 if there is none. */
  private int firstBeyond(double budget) {
    int low = 1;
    int high = returns.length + 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulativeCosts[middle] > budget) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
