package io.weir.core.allocation;

import java.util.Arrays;
import java.util.List;

/**
 * Mean predicted cost and revenue of the policy as functions of the price, and through them the
 * price for every budget at once. Curves of disjoint groups of individuals add up.
 */
public interface CostCurve {

  /** Number of individuals behind the curve. */
  long individuals();

  /**
   * Mean cost of the policy at a price, currency units per impression; falls as the price rises.
   *
   * @param dualPrice zero to positive infinity
   */
  double costAt(double dualPrice);

  /**
   * Mean revenue of the policy at a price, revenue units per impression.
   *
   * @param dualPrice zero to positive infinity
   */
  double revenueAt(double dualPrice);

  /**
   * The price for a budget.
   *
   * @param budgetPerImpression currency units per impression
   * @throws IllegalStateException if no individual was added
   */
  DualPrice at(double budgetPerImpression);

  /** The prices for several budgets, in the order given. */
  default List<DualPrice> ladder(double... budgetsPerImpression) {
    return Arrays.stream(budgetsPerImpression).mapToObj(this::at).toList();
  }
}
