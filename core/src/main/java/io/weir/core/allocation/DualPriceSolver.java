package io.weir.core.allocation;

/**
 * The exact dual price when cost is predicted: the smallest price at which the mean predicted cost
 * of the policy fits the budget, in expected linear time and without bisection (Dyer 1984; Zemel
 * 1984).
 *
 * <p>The hull edges of all individuals are breakpoints of a falling step function, and the price is
 * a weighted selection among them. For many individuals a sample first brackets the price, as in
 * Floyd and Rivest's selection: then only edges inside the bracket are gathered, and the bracket is
 * verified on everybody, so that the answer is exact whatever the sample was.
 *
 * <p>An instance keeps its scratch memory between calls and serves one thread at a time.
 */
public final class DualPriceSolver {
  private static final int SAMPLE_FROM = 32_768;
  private static final int SAMPLE_SIZE = 8_192;

  /** Budgets equal to a cost but for rounding count as met. */
  static final double ROUNDING = 1e-12;

  /** Far below the precision of a price, far above the rounding of the scores it is used in. */
  private static final double NUDGE = 1e-12;

  private final Breakpoints breakpoints = new Breakpoints(1024);

  /**
   * Solves for one budget.
   *
   * @param revenue predicted revenue, row-major [n, arms], n at least 1
   * @param cost predicted cost in currency units, row-major [n, arms]; negative values are allowed
   * @param arms number of arms
   * @param budgetPerImpression currency units per impression, zero or more; infinity for none
   * @throws IllegalArgumentException on wrong shapes, no individual, or a budget that is not a
   *     number
   */
  public DualPrice solve(double[] revenue, double[] cost, int arms, double budgetPerImpression) {
    return solve(Predictions.of(revenue, cost, arms), budgetPerImpression);
  }

  /**
   * Solves for one budget.
   *
   * @param predictions at least one individual
   * @param budgetPerImpression currency units per impression
   * @throws IllegalArgumentException if there is no individual or the budget is not a number
   */
  public DualPrice solve(Predictions predictions, double budgetPerImpression) {
    int n = predictions.individuals();
    if (n == 0 || Double.isNaN(budgetPerImpression)) {
      throw new IllegalArgumentException(
          "need individuals and a budget, got %d and %s".formatted(n, budgetPerImpression));
    }
    if (n < SAMPLE_FROM) {
      return solveWithin(predictions, 1, budgetPerImpression, 0, Double.POSITIVE_INFINITY).answer;
    }
    int stride = n / SAMPLE_SIZE;
    double margin = 4 * costDeviation(predictions, stride) / Math.sqrt((double) n / stride);
    double low =
        solveWithin(predictions, stride, budgetPerImpression + margin, 0, Double.POSITIVE_INFINITY)
            .answer
            .dualPrice();
    double high =
        solveWithin(predictions, stride, budgetPerImpression - margin, 0, Double.POSITIVE_INFINITY)
            .answer
            .dualPrice();
    Attempt attempt = solveWithin(predictions, 1, budgetPerImpression, low, high);
    if (attempt.tooLow) {
      attempt = solveWithin(predictions, 1, budgetPerImpression, high, Double.POSITIVE_INFINITY);
    } else if (attempt.tooHigh) {
      attempt = solveWithin(predictions, 1, budgetPerImpression, 0, low);
    }
    return attempt.answer;
  }

  private Attempt solveWithin(
      Predictions predictions, int stride, double budget, double low, double high) {
    int arms = predictions.arms();
    int n = predictions.individuals();
    ArmHull hull = new ArmHull(arms);
    breakpoints.clear();
    double baseCost = 0;
    double baseRevenue = 0;
    double dearestCost = 0;
    long counted = 0;
    for (int i = 0; i < n; i += stride) {
      counted++;
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
    double limit = budget * counted + ROUNDING * Math.abs(budget * counted);
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
            found.crossed() ? justAbove(found.price()) : found.price(),
            found.cost() / counted,
            found.revenue() / counted,
            found.crossed() || dearestCost > limit);
    return new Attempt(answer, false, !found.crossed() && low > 0);
  }

  /**
   * A price at a breakpoint leaves individuals exactly torn, and rounding in their scores may send
   * them to the dearer arm; a hair above, all take the cheaper one, as the sums assume.
   */
  static double justAbove(double breakpoint) {
    return breakpoint * (1 + NUDGE);
  }

  /**
   * Standard deviation over the sample of the cost an individual may move by: that of the dearest
   * arm on the hull.
   */
  private static double costDeviation(Predictions predictions, int stride) {
    double sum = 0;
    double squares = 0;
    int counted = 0;
    for (int i = 0; i < predictions.individuals(); i += stride) {
      double cost = predictions.cost(i, predictions.argmax(i, 0));
      sum += cost;
      squares += cost * cost;
      counted++;
    }
    double mean = sum / counted;
    return Math.sqrt(Math.max(0, squares / counted - mean * mean)) + Math.abs(mean) * 0.05;
  }

  /** An answer within a bracket, and on which side the true one lies if it is outside. */
  private record Attempt(DualPrice answer, boolean tooLow, boolean tooHigh) {}
}
