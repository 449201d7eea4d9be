package io.weir.backtest.evaluate;

import java.util.function.DoubleUnaryOperator;

/**
 * The price at which a cost that falls with it meets a budget, by doubling and halving.
 *
 * @param below greatest price found whose cost exceeds the budget; the answer itself if none does
 * @param price least price found whose cost keeps within the budget; infinite if none does
 */
record PriceSearch(double below, double price) {
  private static final int DOUBLINGS = 60;
  private static final int HALVINGS = 60;

  /** Costs equal to a budget but for rounding keep within it. */
  private static final double ROUNDING = 1e-12;

  static PriceSearch of(DoubleUnaryOperator costAt, double budget) {
    double limit = budget + ROUNDING * Math.abs(budget);
    if (costAt.applyAsDouble(0) <= limit) {
      return new PriceSearch(0, 0);
    }
    double low = 0;
    double high = 1;
    for (int k = 0; costAt.applyAsDouble(high) > limit; k++) {
      if (k == DOUBLINGS) {
        return new PriceSearch(high, Double.POSITIVE_INFINITY);
      }
      low = high;
      high *= 2;
    }
    for (int k = 0; k < HALVINGS; k++) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        break;
      }
      if (costAt.applyAsDouble(middle) > limit) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new PriceSearch(low, high);
  }
}
