package io.weir.core.allocation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One arm for everybody within a total budget, and how far from the best it can be.
 *
 * <p>Starts from the policy at the dual price, which fits, then spends what is left on the steepest
 * hull edges that still fit. The value is within the largest single increment of revenue, hence
 * within max r_hat, of the linear relaxation, which no integral allocation beats (METHOD.md section
 * 1).
 */
public final class IntegralAllocation {
  private final int[] arm;
  private final double totalCost;
  private final double totalRevenue;
  private final double revenueBound;
  private final double dualPrice;

  private IntegralAllocation(
      int[] arm, double totalCost, double totalRevenue, double revenueBound, double dualPrice) {
    this.arm = arm;
    this.totalCost = totalCost;
    this.totalRevenue = totalRevenue;
    this.revenueBound = revenueBound;
    this.dualPrice = dualPrice;
  }

  /**
   * Allocates.
   *
   * @param predictions n individuals, at least one
   * @param totalBudget currency units for all of them together
   * @throws IllegalArgumentException if not even the cheapest arms fit
   */
  public static IntegralAllocation of(Predictions predictions, double totalBudget) {
    int n = predictions.individuals();
    DualPrice relaxed = new DualPriceSolver().solve(predictions, totalBudget / n);
    if (Double.isInfinite(relaxed.dualPrice()) && relaxed.expectedCost() * n > totalBudget) {
      throw new IllegalArgumentException(
          "the cheapest arms cost %s, the budget is %s"
              .formatted(relaxed.expectedCost() * n, totalBudget));
    }
    int[] arm = new int[n];
    double cost = 0;
    double revenue = 0;
    List<Increment> increments = new ArrayList<>();
    ArmHull hull = new ArmHull(predictions.arms());
    for (int i = 0; i < n; i++) {
      predictions.hull(i, hull);
      int taken = 0;
      while (taken + 1 < hull.size() && hull.price(taken + 1) > relaxed.dualPrice()) {
        taken++;
      }
      arm[i] = hull.arm(taken);
      cost += predictions.cost(i, arm[i]);
      revenue += predictions.revenue(i, arm[i]);
      for (int k = taken + 1; k < hull.size(); k++) {
        increments.add(new Increment(i, hull.price(k), hull.arm(k - 1), hull.arm(k)));
      }
    }
    increments.sort(Comparator.comparingDouble(Increment::price).reversed());
    for (Increment step : increments) {
      int i = step.individual;
      double extra = predictions.cost(i, step.to) - predictions.cost(i, step.from);
      // An edge is open only to those who took the one before it.
      if (arm[i] == step.from && cost + extra <= totalBudget) {
        arm[i] = step.to;
        cost += extra;
        revenue += predictions.revenue(i, step.to) - predictions.revenue(i, step.from);
      }
    }
    double bound = n * relaxed.revenueBound(totalBudget / n);
    return new IntegralAllocation(arm, cost, revenue, bound, relaxed.dualPrice());
  }

  /** Arm of individual i. */
  public int arm(int i) {
    return arm[i];
  }

  /** Predicted cost of all together, currency units; within the budget. */
  public double totalCost() {
    return totalCost;
  }

  /** Predicted revenue of all together. */
  public double totalRevenue() {
    return totalRevenue;
  }

  /** Value of the linear relaxation: no allocation within the budget brings in more. */
  public double revenueBound() {
    return revenueBound;
  }

  /** How much the best allocation could bring in beyond this one, at most; not above max r_hat. */
  public double gap() {
    return Math.max(0, revenueBound - totalRevenue);
  }

  /** The price of the relaxation. */
  public double dualPrice() {
    return dualPrice;
  }

  private record Increment(int individual, double price, int from, int to) {}
}
