package io.weir.backtest.method;

import io.weir.backtest.learner.BatchData;
import io.weir.backtest.learner.TimeLevel;
import io.weir.core.decision.DecisionLossKind;
import io.weir.core.learner.StreamLearnerOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a method learns from.
 *
 * @param arms number of arms M
 * @param freeArm position of the free arm
 * @param obs observational samples
 * @param rct randomized samples
 * @param budgets budgets the backtest evaluates at, currency units per impression
 * @param hidden widths of the hidden layers
 */
public record TrainingData(
    int arms, int freeArm, BatchData obs, BatchData rct, List<Double> budgets, int[] hidden) {

  /**
   * Takes the level of revenue over time out of all rows, and lets those whose probability is known
   * count with their stabilized inverse propensity; see {@link TimeLevel#prepared}.
   */
  public TrainingData {
    TimeLevel level = TimeLevel.of(rct.weighted());
    obs = level.prepared(obs);
    rct = level.prepared(rct);
  }

  /** The product's options with these networks. */
  StreamLearnerOptions options() {
    String widths =
        Arrays.stream(hidden).mapToObj(Integer::toString).collect(Collectors.joining(","));
    return StreamLearnerOptions.parse(Map.of(StreamLearnerOptions.PREFIX + "hidden", widths));
  }

  /**
   * Budgets in scaled cost: all of them, ascending, for a loss over a ladder of prices, else the
   * middle one.
   */
  double[] scaledBudgets(DecisionLossKind kind, double costScale) {
    if (!kind.dual()) {
      return new double[] {middleBudget() / costScale};
    }
    return budgets.stream().sorted().mapToDouble(budget -> budget / costScale).toArray();
  }

  /** The middle one of the budgets in ascending order, for methods that learn at one price. */
  public double middleBudget() {
    return budgets.stream().sorted().toList().get(budgets.size() / 2);
  }
}
