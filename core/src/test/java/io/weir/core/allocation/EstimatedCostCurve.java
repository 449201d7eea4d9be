package io.weir.core.allocation;

import java.util.Arrays;

/**
 * Cost and revenue of the policy as inverse propensity weighting estimates them on randomized data,
 * as exact step functions of the price (Bi-DFCL, Alg. 2): what {@link EstimatedCostSolver} is held
 * against. Immutable.
 *
 * <p>Sample i counts while its arm is the policy's choice: on one interval of prices, bounded by
 * the hull edges next to the arm. Sorting the interval ends gives every step. On finite data the
 * cost is not monotone, so a budget can be crossed more than once: {@link #firstCrossing} and
 * {@link #lastCrossing} are the ends of that range.
 */
final class EstimatedCostCurve {
  private final double[] knot;
  private final double[] cost;
  private final double[] revenue;

  private EstimatedCostCurve(double[] knot, double[] cost, double[] revenue) {
    this.knot = knot;
    this.cost = cost;
    this.revenue = revenue;
  }

  /**
   * Builds the step functions.
   *
   * @param samples n randomized samples, at least one
   * @param predictions their predictions in the same order
   * @throws IllegalArgumentException if the two do not match or are empty
   */
  public static EstimatedCostCurve of(LoggedSamples samples, Predictions predictions) {
    int n = samples.n();
    if (n == 0 || predictions.individuals() != n || predictions.arms() != samples.arms()) {
      throw new IllegalArgumentException(
          "%d samples of %d arms, predictions for %d of %d"
              .formatted(n, samples.arms(), predictions.individuals(), predictions.arms()));
    }
    predictions.requireFinite(0, n);
    Breakpoints events = new Breakpoints(2 * n);
    ArmHull hull = new ArmHull(predictions.arms());
    double atInfinityCost = 0;
    double atInfinityRevenue = 0;
    for (int i = 0; i < n; i++) {
      predictions.hull(i, hull);
      for (int k = 0; k < hull.size(); k++) {
        if (hull.arm(k) == samples.arm(i)) {
          double weight = 1 / (n * samples.propensity(i));
          double c = weight * samples.cost(i);
          double r = weight * samples.revenue(i);
          // Chosen from the next edge (or zero) up to its own edge, which already goes to the
          // cheaper arm.
          if (k == 0) {
            atInfinityCost += c;
            atInfinityRevenue += r;
          } else {
            events.add(hull.price(k), c, r);
          }
          if (k + 1 < hull.size()) {
            events.add(hull.price(k + 1), -c, -r);
          }
        }
      }
    }
    events.sortByFallingPrice();
    return accumulate(events, atInfinityCost, atInfinityRevenue);
  }

  private static EstimatedCostCurve accumulate(Breakpoints events, double cost0, double revenue0) {
    double[] knot = new double[events.size() + 1];
    double[] cost = new double[knot.length];
    double[] revenue = new double[knot.length];
    double c = cost0;
    double r = revenue0;
    int steps = 0;
    for (int k = 0; k < events.size(); k++) {
      if (steps == 0 || events.price(k) != knot[steps - 1]) {
        // The step from this knot upwards holds what was accumulated so far.
        knot[steps] = events.price(k);
        cost[steps] = c;
        revenue[steps] = r;
        steps++;
      }
      c += events.cost(k);
      r += events.revenue(k);
    }
    knot[steps] = 0;
    cost[steps] = c;
    revenue[steps] = r;
    steps++;
    return new EstimatedCostCurve(
        reversed(knot, steps), reversed(cost, steps), reversed(revenue, steps));
  }

  private static double[] reversed(double[] values, int length) {
    double[] result = Arrays.copyOf(values, length);
    for (int a = 0, b = length - 1; a < b; a++, b--) {
      double swap = result[a];
      result[a] = result[b];
      result[b] = swap;
    }
    return result;
  }

  /** Number of steps; step k begins at {@link #knot}(k) inclusive. */
  public int steps() {
    return knot.length;
  }

  /** Price at which step k begins, rising with k; knot(0) is zero. */
  public double knot(int k) {
    return knot[k];
  }

  /** Number of steps that cost more than the one at the price below: where monotony fails. */
  public int upwardJumps() {
    int jumps = 0;
    for (int k = 1; k < cost.length; k++) {
      if (cost[k] > cost[k - 1] + 1e-12) {
        jumps++;
      }
    }
    return jumps;
  }

  /** Estimated cost per impression of the policy at a price, currency units. */
  public double costAt(double dualPrice) {
    return cost[step(dualPrice)];
  }

  /** Estimated revenue per impression of the policy at a price: the expected outcome metric. */
  public double revenueAt(double dualPrice) {
    return revenue[step(dualPrice)];
  }

  private int step(double dualPrice) {
    int at = Arrays.binarySearch(knot, dualPrice);
    return at >= 0 ? at : Math.max(0, -at - 2);
  }

  /**
   * The smallest price at which the estimated cost fits the budget.
   *
   * @return an infinite price, with the cost and revenue there, when none does
   */
  public DualPrice firstCrossing(double budgetPerImpression) {
    for (int k = 0; k < cost.length; k++) {
      if (fits(k, budgetPerImpression)) {
        return answer(k, budgetPerImpression);
      }
    }
    return unreachable();
  }

  /**
   * The smallest price from which on the estimated cost fits the budget for good: the cautious
   * choice.
   *
   * @return an infinite price, with the cost and revenue there, when none does
   */
  public DualPrice lastCrossing(double budgetPerImpression) {
    int from = cost.length;
    while (from > 0 && fits(from - 1, budgetPerImpression)) {
      from--;
    }
    return from == cost.length ? unreachable() : answer(from, budgetPerImpression);
  }

  private boolean fits(int k, double budget) {
    return cost[k] <= budget + DualPriceSolver.ROUNDING * Math.abs(budget);
  }

  private DualPrice answer(int k, double budget) {
    return new DualPrice(DualPriceSolver.justAbove(knot[k]), cost[k], revenue[k], !fits(0, budget));
  }

  private DualPrice unreachable() {
    int last = cost.length - 1;
    return new DualPrice(Double.POSITIVE_INFINITY, cost[last], revenue[last], true);
  }
}
