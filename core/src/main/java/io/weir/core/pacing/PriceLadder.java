package io.weir.core.pacing;

import java.util.Arrays;

/**
 * A few rungs of the curve from budget to price, as a learner publishes them, and the prices
 * between. Immutable.
 *
 * <p>Between rungs the price is interpolated linearly in the budget. Below the lowest it grows as
 * the budget's reciprocal, so that it tends to infinity with an empty purse; above the highest rung
 * the budget buys no more than that rung, whose price is kept.
 */
public final class PriceLadder {
  private final double[] budget;
  private final double[] price;

  private PriceLadder(double[] budget, double[] price) {
    this.budget = budget;
    this.price = price;
  }

  /**
   * Builds a ladder.
   *
   * @param budgetPerImpression rungs, positive and rising, currency units per impression; at least
   *     one
   * @param dualPrice their prices, finite, zero or more; made to fall with the budget where
   *     estimates do not
   * @throws IllegalArgumentException if lengths differ or a number is out of range
   */
  public static PriceLadder of(double[] budgetPerImpression, double[] dualPrice) {
    int rungs = budgetPerImpression.length;
    if (rungs == 0 || dualPrice.length != rungs) {
      throw new IllegalArgumentException(rungs + " budgets, " + dualPrice.length + " prices");
    }
    double[] falling = dualPrice.clone();
    for (int k = rungs - 1; k >= 0; k--) {
      double below = k == 0 ? 0 : budgetPerImpression[k - 1];
      if (!(budgetPerImpression[k] > below)
          || !(dualPrice[k] >= 0)
          || Double.isInfinite(dualPrice[k])) {
        throw new IllegalArgumentException(
            "rung %d: budget %s, price %s".formatted(k, budgetPerImpression[k], dualPrice[k]));
      }
      if (k + 1 < rungs) {
        falling[k] = Math.max(falling[k], falling[k + 1]);
      }
    }
    return new PriceLadder(budgetPerImpression.clone(), falling);
  }

  /**
   * The price for a budget.
   *
   * @param budgetPerImpression currency units per impression; nothing left gives an infinite price
   */
  public double priceFor(double budgetPerImpression) {
    if (!(budgetPerImpression > 0)) {
      return Double.POSITIVE_INFINITY;
    }
    int at = Arrays.binarySearch(budget, budgetPerImpression);
    if (at >= 0) {
      return price[at];
    }
    int above = -at - 1;
    if (above == 0) {
      return price[0] * budget[0] / budgetPerImpression;
    }
    if (above == budget.length) {
      return price[above - 1];
    }
    double share = (budgetPerImpression - budget[above - 1]) / (budget[above] - budget[above - 1]);
    return price[above - 1] + share * (price[above] - price[above - 1]);
  }

  /** The smallest positive price on the ladder; 0 if there is none. */
  public double smallestPositivePrice() {
    return Arrays.stream(price).filter(p -> p > 0).min().orElse(0);
  }
}
