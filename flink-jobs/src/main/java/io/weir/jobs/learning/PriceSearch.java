package io.weir.jobs.learning;

import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.DualPriceSolver;
import io.weir.core.allocation.Predictions;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the price at which a model's policy keeps a budget, in a fixed number of steps.
 *
 * <p>The price that meets the budget in predicted cost is exact and smooth, but as biased as the
 * predictions; the one that meets it in observed cost is unbiased, but noisy and not monotone
 * (METHOD section 9). So the price is solved on predicted cost, and the budget it is solved for is
 * corrected by observed over predicted cost for as long as the difference is more than chance.
 */
final class PriceSearch {
  /** Solves, corrections included. */
  static final int STEPS = 4;

  private static final double MOST_CORRECTION = 4;

  private final DualPriceSolver solver;
  private final FrozenWindow window;
  private final Predictions predictions;
  private final double budget;
  private double target;
  private boolean settled;
  private @Nullable DualPrice price;
  private @Nullable PolicyEvaluation value;

  /**
   * Begins a search.
   *
   * @param solver scratch memory, shared by searches that run one after another
   * @param window randomized rows
   * @param predictions of the same rows; natural units
   * @param budget budget per impression, whole currency units, finite
   */
  PriceSearch(DualPriceSolver solver, FrozenWindow window, Predictions predictions, double budget) {
    this.solver = solver;
    this.window = window;
    this.predictions = predictions;
    this.budget = budget;
    this.target = budget;
  }

  /** Takes one step; nothing once settled. */
  void step() {
    if (settled) {
      return;
    }
    DualPrice found = solver.solve(predictions, target);
    int[] chosen = new int[window.rows()];
    Arrays.setAll(chosen, i -> predictions.argmax(i, found.dualPrice()));
    PolicyEvaluation evaluation = PolicyEvaluation.of(window, chosen);
    price = found;
    value = evaluation;
    boolean over = evaluation.cost() - evaluation.costHalfWidth() > budget;
    boolean under = evaluation.cost() + evaluation.costHalfWidth() < budget;
    if (over || (under && found.budgetBinds())) {
      double correction = budget / Math.max(evaluation.cost(), Double.MIN_NORMAL);
      target *= Math.min(MOST_CORRECTION, Math.max(1 / MOST_CORRECTION, correction));
    } else {
      settled = true;
    }
  }

  /** Returns the price; the steps must have been taken. */
  DualPrice price() {
    return java.util.Objects.requireNonNull(price);
  }

  /** Returns the value of the policy at the price. */
  PolicyEvaluation value() {
    return java.util.Objects.requireNonNull(value);
  }
}
