package io.weir.core.allocation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Dual prices when arms draw on several resources at once, such as two purses, or money and sends:
 * at most B_k of each.
 *
 * <p>Column generation (Dantzig and Wolfe 1960): the relaxed problem picks a mix of deterministic
 * policies; its dual variables are the prices, and the best policy at given prices splits per
 * individual. The master problem has one row per resource and one more, so a dense revised simplex
 * does. Every pass yields an upper bound (Lagrangian) and a lower one (the mix), so the gap at the
 * end is known; with finitely many policies the method ends exactly.
 *
 * @param relativeGap stop once upper and lower bound differ by this fraction, 0 or more
 * @param maxPasses passes over the individuals, at least 1
 */
public record MultiResourceSolver(double relativeGap, int maxPasses) {
  private static final double TOLERANCE = 1e-11;

  /** Rejects settings out of range. */
  public MultiResourceSolver {
    if (!(relativeGap >= 0) || maxPasses < 1) {
      throw new IllegalArgumentException("gap %s, passes %d".formatted(relativeGap, maxPasses));
    }
  }

  /** A gap of 1e-9 and at most 500 passes. */
  public MultiResourceSolver() {
    this(1e-9, 500);
  }

  /**
   * Chooses an arm at given prices: the largest revenue less priced use of resources, ties to the
   * lesser total use, then the lower index.
   *
   * @param revenue row-major [n, arms]
   * @param use one row-major [n, arms] matrix per resource
   * @param row index of the individual
   * @param price one per resource
   */
  public static int argmax(double[] revenue, double[][] use, int arms, int row, double[] price) {
    int best = -1;
    double bestScore = 0;
    double bestUse = 0;
    for (int j = 0; j < arms; j++) {
      int cell = row * arms + j;
      double score = revenue[cell];
      double total = 0;
      for (int k = 0; k < price.length; k++) {
        score -= price[k] * use[k][cell];
        total += use[k][cell];
      }
      if (best < 0 || score > bestScore || (score == bestScore && total < bestUse)) {
        best = j;
        bestScore = score;
        bestUse = total;
      }
    }
    return best;
  }

  /**
   * Solves.
   *
   * @param revenue predicted revenue, row-major [n, arms], n at least 1
   * @param use predicted use of each resource, [resources][n * arms], zero or more
   * @param arms number of arms
   * @param budget allowed use per impression of each resource, zero or more
   * @throws IllegalArgumentException on wrong shapes or a negative budget
   */
  public DualPrices solve(double[] revenue, double[][] use, int arms, double[] budget) {
    check(revenue, use, arms, budget);
    int resources = budget.length;
    double scale = 0;
    for (double r : revenue) {
      scale = Math.max(scale, Math.abs(r));
    }
    scale = Math.max(scale, Double.MIN_NORMAL);
    Master master = new Master(budget, 1e7 * scale);
    // A very thrifty policy first: it is feasible if anything is, and spares the artificial start.
    double[] price = new double[resources];
    for (int k = 0; k < resources; k++) {
      double largest = Arrays.stream(use[k]).max().orElse(0);
      price[k] = largest > 0 ? 1e6 * scale / largest : 0;
    }
    double upper = Double.POSITIVE_INFINITY;
    double[] best = price.clone();
    int passes = 0;
    while (passes < maxPasses) {
      passes++;
      double[] column = evaluate(revenue, use, arms, price);
      double bound = column[resources];
      for (int k = 0; k < resources; k++) {
        bound += price[k] * (budget[k] - column[k]);
      }
      if (bound < upper) {
        upper = bound;
        best = price.clone();
      }
      double gap = upper - master.value();
      if (master.feasible() && gap <= relativeGap * Math.max(scale, Math.abs(upper))) {
        break;
      }
      if (!master.improve(column)) {
        // No column is missing: the prices at hand are optimal for the full problem.
        upper = Math.min(upper, bound);
        break;
      }
      price = master.prices();
    }
    double[] atBest = evaluate(revenue, use, arms, best);
    return new DualPrices(
        best,
        Arrays.copyOf(atBest, resources),
        atBest[resources],
        master.feasible() ? master.value() : Double.NEGATIVE_INFINITY,
        upper,
        master.feasible(),
        passes);
  }

  private static void check(double[] revenue, double[][] use, int arms, double[] budget) {
    if (arms < 1 || revenue.length == 0 || revenue.length % arms != 0) {
      throw new IllegalArgumentException("revenue must be [n, arms]");
    }
    if (use.length != budget.length) {
      throw new IllegalArgumentException("one matrix of use per budget");
    }
    for (int k = 0; k < budget.length; k++) {
      if (use[k].length != revenue.length || !(budget[k] >= 0)) {
        throw new IllegalArgumentException("resource %d: wrong shape or budget".formatted(k));
      }
    }
  }

  /** Mean use of each resource, then mean revenue, of the policy at these prices. */
  private static double[] evaluate(double[] revenue, double[][] use, int arms, double[] price) {
    int n = revenue.length / arms;
    double[] sums = new double[price.length + 1];
    for (int i = 0; i < n; i++) {
      int cell = i * arms + argmax(revenue, use, arms, i, price);
      for (int k = 0; k < price.length; k++) {
        sums[k] += use[k][cell];
      }
      sums[price.length] += revenue[cell];
    }
    for (int k = 0; k < sums.length; k++) {
      sums[k] /= n;
    }
    return sums;
  }

  /**
   * The master problem: maximize sum w_p R_p with sum w_p C_pk + slack_k = B_k and sum w_p +
   * artificial = 1.
   */
  private static final class Master {
    private final int rows;

    /**
     * Every column known, as its rows' entries; the first {@code rows} are the slacks and the
     * artificial one.
     */
    private final List<double[]> columns = new ArrayList<>();

    private final List<Double> values = new ArrayList<>();
    private final int[] basis;
    private final double[][] inverse;
    private final double[] level;

    Master(double[] budget, double penalty) {
      rows = budget.length + 1;
      basis = new int[rows];
      inverse = new double[rows][rows];
      level = Arrays.copyOf(budget, rows);
      level[rows - 1] = 1;
      for (int k = 0; k < rows; k++) {
        double[] unit = new double[rows];
        unit[k] = 1;
        columns.add(unit);
        values.add(k == rows - 1 ? -penalty : 0.0);
        basis[k] = k;
        inverse[k][k] = 1;
      }
    }

    /** Adds a policy and restores optimality; false if it would not improve on the present mix. */
    boolean improve(double[] useAndRevenue) {
      double[] column = Arrays.copyOf(useAndRevenue, rows);
      column[rows - 1] = 1;
      columns.add(column);
      values.add(useAndRevenue[rows - 1]);
      boolean moved = false;
      for (int pivots = 0; pivots < 10_000; pivots++) {
        int entering = entering(pivots > 1_000);
        if (entering < 0) {
          return moved;
        }
        pivot(entering);
        moved = true;
      }
      return moved;
    }

    private double[] duals() {
      double[] dual = new double[rows];
      for (int k = 0; k < rows; k++) {
        for (int b = 0; b < rows; b++) {
          dual[k] += values.get(basis[b]) * inverse[b][k];
        }
      }
      return dual;
    }

    double[] prices() {
      double[] price = Arrays.copyOf(duals(), rows - 1);
      for (int k = 0; k < price.length; k++) {
        price[k] = Math.max(0, price[k]);
      }
      return price;
    }

    /**
     * The column with the largest reduced value, or, against cycling, the first with a positive
     * one.
     */
    private int entering(boolean first) {
      double[] dual = duals();
      int found = -1;
      double largest = 0;
      for (int c = 0; c < columns.size(); c++) {
        double reduced = values.get(c);
        double magnitude = Math.abs(reduced);
        double[] column = columns.get(c);
        for (int k = 0; k < rows; k++) {
          reduced -= dual[k] * column[k];
          magnitude = Math.max(magnitude, Math.abs(dual[k] * column[k]));
        }
        if (reduced > TOLERANCE * magnitude && reduced > largest) {
          found = c;
          largest = reduced;
          if (first) {
            return found;
          }
        }
      }
      return found;
    }

    private void pivot(int entering) {
      double[] column = columns.get(entering);
      double[] direction = new double[rows];
      for (int b = 0; b < rows; b++) {
        for (int k = 0; k < rows; k++) {
          direction[b] += inverse[b][k] * column[k];
        }
      }
      int leaving = -1;
      double ratio = Double.POSITIVE_INFINITY;
      for (int b = 0; b < rows; b++) {
        if (direction[b] > 1e-12) {
          double candidate = Math.max(0, level[b]) / direction[b];
          if (candidate < ratio || (candidate == ratio && basis[b] < basis[leaving])) {
            ratio = candidate;
            leaving = b;
          }
        }
      }
      if (leaving < 0) {
        throw new IllegalStateException("unbounded mix: weights sum to one, so this cannot be");
      }
      double scale = 1 / direction[leaving];
      for (int k = 0; k < rows; k++) {
        inverse[leaving][k] *= scale;
      }
      for (int b = 0; b < rows; b++) {
        if (b != leaving) {
          for (int k = 0; k < rows; k++) {
            inverse[b][k] -= direction[b] * inverse[leaving][k];
          }
          level[b] -= direction[b] * ratio;
        }
      }
      level[leaving] = ratio;
      basis[leaving] = entering;
    }

    double value() {
      double value = 0;
      for (int b = 0; b < rows; b++) {
        if (basis[b] != rows - 1) {
          value += values.get(basis[b]) * level[b];
        }
      }
      return value;
    }

    /** Whether the artificial column carries no weight. */
    boolean feasible() {
      for (int b = 0; b < rows; b++) {
        if (basis[b] == rows - 1 && level[b] > 1e-9) {
          return false;
        }
      }
      return true;
    }
  }
}
