package io.weir.core.allocation;

/**
 * The whole cost curve with every breakpoint kept: n (M - 1) of them at most, sorted once.
 * Immutable.
 *
 * <p>{@link #merge} of the curves of two groups is the curve of both together, so shards build
 * theirs apart.
 */
public final class ExactCostCurve implements CostCurve {
  private final long individuals;
  private final double baseCost;
  private final double baseRevenue;
  private final double[] price;

  /** Total cost and revenue with the increments 0..k taken. */
  private final double[] cost;

  private final double[] revenue;

  private ExactCostCurve(
      long individuals, double baseCost, double baseRevenue, Breakpoints sortedByFallingPrice) {
    this.individuals = individuals;
    this.baseCost = baseCost;
    this.baseRevenue = baseRevenue;
    int knots = 0;
    for (int k = 0; k < sortedByFallingPrice.size(); k++) {
      if (k == 0 || sortedByFallingPrice.price(k) != sortedByFallingPrice.price(k - 1)) {
        knots++;
      }
    }
    price = new double[knots];
    cost = new double[knots];
    revenue = new double[knots];
    double totalCost = baseCost;
    double totalRevenue = baseRevenue;
    int knot = -1;
    for (int k = 0; k < sortedByFallingPrice.size(); k++) {
      if (knot < 0 || sortedByFallingPrice.price(k) != price[knot]) {
        knot++;
        price[knot] = sortedByFallingPrice.price(k);
      }
      totalCost += sortedByFallingPrice.cost(k);
      totalRevenue += sortedByFallingPrice.revenue(k);
      cost[knot] = totalCost;
      revenue[knot] = totalRevenue;
    }
  }

  /** Builds the curve of these individuals. */
  public static ExactCostCurve of(Predictions predictions) {
    predictions.requireFinite(0, predictions.individuals());
    Breakpoints breakpoints = new Breakpoints(predictions.individuals());
    ArmHull hull = new ArmHull(predictions.arms());
    double baseCost = 0;
    double baseRevenue = 0;
    for (int i = 0; i < predictions.individuals(); i++) {
      predictions.hull(i, hull);
      double previousCost = predictions.cost(i, hull.arm(0));
      double previousRevenue = predictions.revenue(i, hull.arm(0));
      baseCost += previousCost;
      baseRevenue += previousRevenue;
      for (int k = 1; k < hull.size(); k++) {
        double nextCost = predictions.cost(i, hull.arm(k));
        double nextRevenue = predictions.revenue(i, hull.arm(k));
        breakpoints.add(hull.price(k), nextCost - previousCost, nextRevenue - previousRevenue);
        previousCost = nextCost;
        previousRevenue = nextRevenue;
      }
    }
    breakpoints.sortByFallingPrice();
    return new ExactCostCurve(predictions.individuals(), baseCost, baseRevenue, breakpoints);
  }

  /** The curve of both groups together; neither argument is modified. */
  public ExactCostCurve merge(ExactCostCurve other) {
    Breakpoints both = new Breakpoints(price.length + other.price.length);
    int a = 0;
    int b = 0;
    while (a < price.length || b < other.price.length) {
      if (b == other.price.length || (a < price.length && price[a] >= other.price[b])) {
        addIncrement(both, a++);
      } else {
        other.addIncrement(both, b++);
      }
    }
    return new ExactCostCurve(
        individuals + other.individuals,
        baseCost + other.baseCost,
        baseRevenue + other.baseRevenue,
        both);
  }

  private void addIncrement(Breakpoints target, int k) {
    target.add(price[k], cost[k] - totalCost(k), revenue[k] - totalRevenue(k));
  }

  /** Number of distinct breakpoints. */
  public int knots() {
    return price.length;
  }

  /** The k-th breakpoint from the dearest down. */
  public double knotPrice(int k) {
    return price[k];
  }

  @Override
  public long individuals() {
    return individuals;
  }

  @Override
  public double costAt(double dualPrice) {
    return totalCost(taken(dualPrice)) / individuals;
  }

  @Override
  public double revenueAt(double dualPrice) {
    return totalRevenue(taken(dualPrice)) / individuals;
  }

  @Override
  public DualPrice at(double budgetPerImpression) {
    if (individuals == 0) {
      throw new IllegalStateException("the curve has no individuals");
    }
    double total = budgetPerImpression * individuals;
    double limit = total + DualPriceSolver.ROUNDING * Math.abs(total);
    if (baseCost > limit) {
      return new DualPrice(
          Double.POSITIVE_INFINITY, baseCost / individuals, baseRevenue / individuals, true);
    }
    // Costs rise with k: find how many increments fit.
    int fits = 0;
    int over = price.length;
    while (fits < over) {
      int middle = (fits + over) >>> 1;
      if (cost[middle] <= limit) {
        fits = middle + 1;
      } else {
        over = middle;
      }
    }
    boolean binds = fits < price.length;
    return new DualPrice(
        binds ? DualPriceSolver.justAbove(price[fits]) : 0,
        totalCost(fits) / individuals,
        totalRevenue(fits) / individuals,
        binds);
  }

  /** Number of breakpoints above a price. */
  private int taken(double dualPrice) {
    int from = 0;
    int to = price.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (price[middle] > dualPrice) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private double totalCost(int taken) {
    return taken == 0 ? baseCost : cost[taken - 1];
  }

  private double totalRevenue(int taken) {
    return taken == 0 ? baseRevenue : revenue[taken - 1];
  }
}
