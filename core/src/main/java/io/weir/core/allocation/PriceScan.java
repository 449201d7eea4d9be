package io.weir.core.allocation;

/**
 * One pass over individuals for the price at which a budget is met, within a bracket of prices. It
 * may be taken in parts; sums run in the order of the individuals.
 */
final class PriceScan {
  private final Breakpoints breakpoints = new Breakpoints(1024);
  private ArmHull hull = new ArmHull(1);
  private int arms = 1;
  private double low;
  private double high;
  private double baseCost;
  private double baseRevenue;
  private double dearestCost;
  private long counted;

  /**
   * An answer within a bracket, and on which side the true one lies if it is outside.
   *
   * @param answer the price found
   * @param tooLow whether the true price is above the bracket
   * @param tooHigh whether the true price is below the bracket
   */
  record Attempt(DualPrice answer, boolean tooLow, boolean tooHigh) {}

  /** Begins a pass for prices from low to high. */
  void begin(int ofArms, double lowest, double highest) {
    if (arms != ofArms) {
      arms = ofArms;
      hull = new ArmHull(ofArms);
    }
    breakpoints.clear();
    low = lowest;
    high = highest;
    baseCost = 0;
    baseRevenue = 0;
    dearestCost = 0;
    counted = 0;
  }

  /** Takes in individuals from, from + stride, ... below to. */
  void add(Predictions predictions, int from, int to, int stride) {
    for (int i = from; i < to; i += stride) {
      counted++;
      predictions.requireFinite(i, i + 1);
      int atLow = predictions.argmax(i, low);
      int atHigh = low == high ? atLow : predictions.argmax(i, high);
      double previousCost = predictions.cost(i, atHigh);
      double previousRevenue = predictions.revenue(i, atHigh);
      baseCost += previousCost;
      baseRevenue += previousRevenue;
      dearestCost += predictions.cost(i, atLow);
      if (atLow != atHigh) {
        predictions.hull(i, hull);
        for (int k = 1; k < hull.size(); k++) {
          double cost = predictions.cost(i, hull.arm(k));
          if (cost > previousCost && hull.price(k) > low) {
            double revenue = predictions.revenue(i, hull.arm(k));
            breakpoints.add(hull.price(k), cost - previousCost, revenue - previousRevenue);
            previousCost = cost;
            previousRevenue = revenue;
          }
        }
      }
    }
  }

  /**
   * Selects the price once all individuals are in.
   *
   * @param budget currency units per impression
   */
  Attempt attempt(double budget) {
    double limit = budget * counted + DualPriceSolver.ROUNDING * Math.abs(budget * counted);
    boolean fitsAtHigh = baseCost <= limit;
    if (!fitsAtHigh) {
      return new Attempt(
          new DualPrice(high, baseCost / counted, baseRevenue / counted, true),
          high < Double.POSITIVE_INFINITY,
          false);
    }
    Breakpoints.Selection found = breakpoints.select(baseCost, baseRevenue, limit, low);
    DualPrice answer =
        new DualPrice(
            found.crossed() ? DualPriceSolver.justAbove(found.price()) : found.price(),
            found.cost() / counted,
            found.revenue() / counted,
            found.crossed() || dearestCost > limit);
    return new Attempt(answer, false, !found.crossed() && low > 0);
  }
}
