package io.weir.backtest.method;

import io.weir.core.decision.DecisionLossKind;
import java.util.List;

/**
 * What a method learns from.
 *
 * @param arms number of arms M
 * @param freeArm position of the free arm
 * @param obs observational samples
 * @param rct randomized samples
 * @param validation randomized samples to choose by; may be empty
 * @param budgets budgets the backtest evaluates at, currency units per impression
 * @param hidden widths of the hidden layers
 */
public record TrainingData(
    int arms,
    int freeArm,
    Samples obs,
    Samples rct,
    Samples validation,
    List<Double> budgets,
    int[] hidden) {

  /**
   * Budgets in scaled cost: all of them, ascending, for a loss over a ladder of prices, else the
   * middle one.
   */
  double[] scaledBudgets(DecisionLossKind kind, OutcomeScale scale) {
    if (!kind.dual()) {
      return new double[] {middleBudget() / scale.cost()};
    }
    return budgets.stream().sorted().mapToDouble(budget -> budget / scale.cost()).toArray();
  }

  /** The middle one of the budgets in ascending order, for methods that learn at one price. */
  public double middleBudget() {
    return budgets.stream().sorted().toList().get(budgets.size() / 2);
  }
}
