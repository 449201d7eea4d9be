package io.weir.learner.solve;

import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.DualPriceSolver;
import io.weir.core.allocation.Predictions;
import io.weir.learner.judge.PolicyEvaluation;
import io.weir.learner.train.FrozenWindow;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the price at which a model's policy keeps a budget, in a bounded number of bounded steps.
 *
 * <p>The price that meets the budget in predicted cost is exact and smooth, but as biased as the
 * predictions; the one that meets it in observed cost is unbiased, but noisy and not monotone
 * (METHOD section 9). So the price is solved on predicted cost, and the budget it is solved for is
 * corrected by observed over predicted cost for as long as the difference is more than chance.
 */
final class PriceSearch {
  /** Solves, corrections included. */
  static final int ROUNDS = 4;

  private static final double MOST_CORRECTION = 4;

  /** What the present round is at. */
  private enum Phase {
    PRICE,
    CHOICES,
    SPREAD
  }

  private final DualPriceSolver solver;
  private final FrozenWindow window;
  private final Predictions predictions;
  private final double budget;
  private double target;
  private int round;
  private Phase phase = Phase.PRICE;
  private boolean begun;
  private int next;
  private PolicyEvaluation.@Nullable Passes passes;
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

  /**
   * Returns how many steps a search takes at most.
   *
   * @param rows rows of the window
   * @param stepRows rows that one step looks at before it ends
   */
  static int mostSteps(int rows, int stepRows) {
    long looks = DualPriceSolver.mostLooks(rows) + 2L * rows;
    return Math.toIntExact(ROUNDS * ((looks + stepRows - 1) / stepRows));
  }

  /**
   * Takes one step, which ends with its round at the latest.
   *
   * @param stepRows rows to look at
   * @return whether there was anything to do
   */
  boolean step(int stepRows) {
    if (round >= ROUNDS) {
      return false;
    }
    int present = round;
    for (int looked = 0; looked < stepRows && round == present; ) {
      looked += look(stepRows - looked);
    }
    return true;
  }

  /** Looks at some rows; returns at how many. */
  private int look(int most) {
    if (phase == Phase.PRICE) {
      return lookForPrice(most);
    }
    PolicyEvaluation.Passes under = Objects.requireNonNull(passes);
    double at = price().dualPrice();
    int from = next;
    int end = (int) Math.min(window.rows(), (long) from + most);
    for (int i = from; i < end; i++) {
      if (phase == Phase.CHOICES) {
        under.sum(i, predictions.argmax(i, at));
      } else {
        under.spread(i);
      }
    }
    next = end;
    if (end == window.rows()) {
      next = 0;
      if (phase == Phase.CHOICES) {
        phase = Phase.SPREAD;
      } else {
        conclude(under.evaluation());
      }
    }
    return end - from;
  }

  private int lookForPrice(int most) {
    if (!begun) {
      solver.begin(predictions, target);
      begun = true;
    }
    int looked = solver.advance(most);
    if (solver.done()) {
      price = solver.answer();
      begun = false;
      passes = new PolicyEvaluation.Passes(window);
      phase = Phase.CHOICES;
    }
    return looked;
  }

  private void conclude(PolicyEvaluation evaluation) {
    value = evaluation;
    passes = null;
    phase = Phase.PRICE;
    round++;
    boolean over = evaluation.cost() - evaluation.costHalfWidth() > budget;
    boolean under = evaluation.cost() + evaluation.costHalfWidth() < budget;
    if (over || (under && price().budgetBinds())) {
      double correction = budget / Math.max(evaluation.cost(), Double.MIN_NORMAL);
      target *= Math.min(MOST_CORRECTION, Math.max(1 / MOST_CORRECTION, correction));
    } else {
      round = ROUNDS;
    }
  }

  /** Returns the price; the steps must have been taken. */
  DualPrice price() {
    return Objects.requireNonNull(price);
  }

  /** Returns the value of the policy at the price. */
  PolicyEvaluation value() {
    return Objects.requireNonNull(value);
  }
}
