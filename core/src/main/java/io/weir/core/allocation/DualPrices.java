package io.weir.core.allocation;

/** One dual price per resource, and what the solver proved about them. Immutable. */
public final class DualPrices {
  private final double[] price;
  private final double[] expectedCost;
  private final double expectedRevenue;
  private final double lowerBound;
  private final double upperBound;
  private final boolean feasible;
  private final int iterations;

  DualPrices(
      double[] price,
      double[] expectedCost,
      double expectedRevenue,
      double lowerBound,
      double upperBound,
      boolean feasible,
      int iterations) {
    this.price = price;
    this.expectedCost = expectedCost;
    this.expectedRevenue = expectedRevenue;
    this.lowerBound = lowerBound;
    this.upperBound = upperBound;
    this.feasible = feasible;
    this.iterations = iterations;
  }

  /** Price of resource k, revenue units per unit of that resource, zero or more. */
  public double price(int k) {
    return price[k];
  }

  /** Number of resources. */
  public int resources() {
    return price.length;
  }

  /** Use of resource k per impression by the deterministic policy at these prices. */
  public double expectedCost(int k) {
    return expectedCost[k];
  }

  /** Revenue per impression of the deterministic policy at these prices. */
  public double expectedRevenue() {
    return expectedRevenue;
  }

  /**
   * Revenue per impression of a mix of policies that keeps every budget; negative infinity if none
   * was found.
   */
  public double lowerBound() {
    return lowerBound;
  }

  /** No allocation within the budgets brings in more revenue per impression. */
  public double upperBound() {
    return upperBound;
  }

  /** Whether a mix of policies within every budget was found. */
  public boolean feasible() {
    return feasible;
  }

  /** Passes over the individuals. */
  public int iterations() {
    return iterations;
  }
}
