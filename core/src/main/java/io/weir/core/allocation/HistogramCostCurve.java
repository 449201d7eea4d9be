package io.weir.core.allocation;

/**
 * The cost curve in bounded memory: increments are summed in bins of price whose edges grow
 * geometrically. Adding is cheap, so a long window can be fed in chunks, and curves with the same
 * layout merge by adding their arrays.
 *
 * <p>Cost and revenue are exact at the edges. A price returned for a budget is an edge, never below
 * the exact price and above it by at most the factor {@link #edgeRatio()} (inside the layout's
 * range), so the policy's predicted cost never exceeds the budget because of the binning.
 */
public final class HistogramCostCurve implements CostCurve {
  private final double lowestPrice;
  private final double logRatio;
  private final int bins;
  private final double[] edges;

  /** Bin 0 takes prices up to the lowest edge, bin {@code bins + 1} those above the highest. */
  private final double[] cost;

  private final double[] revenue;
  private double baseCost;
  private double baseRevenue;
  private long individuals;

  /**
   * Lays out an empty curve.
   *
   * @param lowestPrice first edge, positive
   * @param highestPrice last edge, above the first
   * @param bins number of bins between them, at least 1
   */
  public HistogramCostCurve(double lowestPrice, double highestPrice, int bins) {
    if (!(lowestPrice > 0) || !(highestPrice > lowestPrice) || bins < 1) {
      throw new IllegalArgumentException(
          "bad layout: %s to %s in %d bins".formatted(lowestPrice, highestPrice, bins));
    }
    this.lowestPrice = lowestPrice;
    this.logRatio = Math.log(highestPrice / lowestPrice) / bins;
    this.bins = bins;
    edges = new double[bins + 1];
    for (int k = 0; k <= bins; k++) {
      edges[k] = lowestPrice * Math.exp(k * logRatio);
    }
    cost = new double[bins + 2];
    revenue = new double[bins + 2];
  }

  /** Adds rows {@code from} (inclusive) to {@code to} (exclusive). */
  public void add(Predictions predictions, int from, int to) {
    predictions.requireFinite(from, to);
    ArmHull hull = new ArmHull(predictions.arms());
    for (int i = from; i < to; i++) {
      predictions.hull(i, hull);
      double previousCost = predictions.cost(i, hull.arm(0));
      double previousRevenue = predictions.revenue(i, hull.arm(0));
      baseCost += previousCost;
      baseRevenue += previousRevenue;
      for (int k = 1; k < hull.size(); k++) {
        double nextCost = predictions.cost(i, hull.arm(k));
        double nextRevenue = predictions.revenue(i, hull.arm(k));
        int bin = bin(hull.price(k));
        cost[bin] += nextCost - previousCost;
        revenue[bin] += nextRevenue - previousRevenue;
        previousCost = nextCost;
        previousRevenue = nextRevenue;
      }
    }
    individuals += to - from;
  }

  /**
   * Adds another curve to this one.
   *
   * @param other not modified
   * @throws IllegalArgumentException if its layout differs
   */
  public void merge(HistogramCostCurve other) {
    if (other.bins != bins || other.lowestPrice != lowestPrice || other.logRatio != logRatio) {
      throw new IllegalArgumentException("curves with different layouts do not add up");
    }
    for (int k = 0; k < cost.length; k++) {
      cost[k] += other.cost[k];
      revenue[k] += other.revenue[k];
    }
    baseCost += other.baseCost;
    baseRevenue += other.baseRevenue;
    individuals += other.individuals;
  }

  /**
   * The sums as one array, for saving: individuals, base cost and revenue, then cost and revenue
   * per bin.
   */
  public double[] save() {
    double[] state = new double[3 + 2 * cost.length];
    state[0] = individuals;
    state[1] = baseCost;
    state[2] = baseRevenue;
    System.arraycopy(cost, 0, state, 3, cost.length);
    System.arraycopy(revenue, 0, state, 3 + cost.length, revenue.length);
    return state;
  }

  /**
   * Puts back what {@link #save} gave.
   *
   * @throws IllegalArgumentException if the length is not that of this layout
   */
  public void restore(double[] state) {
    if (state.length != 3 + 2 * cost.length) {
      throw new IllegalArgumentException("state of another layout: " + state.length);
    }
    individuals = (long) state[0];
    baseCost = state[1];
    baseRevenue = state[2];
    System.arraycopy(state, 3, cost, 0, cost.length);
    System.arraycopy(state, 3 + cost.length, revenue, 0, revenue.length);
  }

  /** Ratio of neighbouring edges: the bound on the relative error of a price, plus one. */
  public double edgeRatio() {
    return Math.exp(logRatio);
  }

  @Override
  public long individuals() {
    return individuals;
  }

  /** {@inheritDoc} Exact at edges; between them the value at the next edge above. */
  @Override
  public double costAt(double dualPrice) {
    return sumAbove(dualPrice, baseCost, cost) / individuals;
  }

  /** {@inheritDoc} Exact at edges; between them the value at the next edge above. */
  @Override
  public double revenueAt(double dualPrice) {
    return sumAbove(dualPrice, baseRevenue, revenue) / individuals;
  }

  private double sumAbove(double dualPrice, double base, double[] increments) {
    double total = base;
    int stop = dualPrice == 0 ? -1 : bin(dualPrice);
    for (int k = bins + 1; k > stop; k--) {
      total += increments[k];
    }
    return total;
  }

  @Override
  public DualPrice at(double budgetPerImpression) {
    if (individuals == 0) {
      throw new IllegalStateException("the curve has no individuals");
    }
    double total = budgetPerImpression * individuals;
    double limit = total + DualPriceSolver.ROUNDING * Math.abs(total);
    double takenCost = baseCost;
    double takenRevenue = baseRevenue;
    for (int k = bins + 1; k >= 0; k--) {
      if (takenCost > limit || takenCost + cost[k] > limit) {
        return new DualPrice(
            k == bins + 1 ? Double.POSITIVE_INFINITY : edge(k),
            takenCost / individuals,
            takenRevenue / individuals,
            true);
      }
      takenCost += cost[k];
      takenRevenue += revenue[k];
    }
    return new DualPrice(0, takenCost / individuals, takenRevenue / individuals, false);
  }

  /** Bin k covers prices above edge(k - 1) up to and including edge(k). */
  private int bin(double price) {
    if (price <= lowestPrice) {
      return 0;
    }
    int bin = (int) Math.min(bins + 1.0, Math.ceil(Math.log(price / lowestPrice) / logRatio));
    // The logarithm rounds: settle by the edges themselves.
    while (bin > 0 && price <= edge(bin - 1)) {
      bin--;
    }
    while (bin <= bins && price > edge(bin)) {
      bin++;
    }
    return bin;
  }

  private double edge(int k) {
    return edges[k];
  }
}
