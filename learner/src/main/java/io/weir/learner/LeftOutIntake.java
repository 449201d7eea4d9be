package io.weir.learner;

import io.weir.core.money.Money;
import io.weir.learner.options.GateOptions;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.thin.Decider;
import io.weir.learner.thin.LeftOut;

/**
 * What samples that were left out do to a learner: they count as traffic and spend, and in the
 * values of the policies that decided them, as if they had come one by one ({@link SampleIntake}).
 */
final class LeftOutIntake {
  private LeftOutIntake() {}

  static void count(LearnerState state, Learning learning, LeftOut leftOut) {
    state.counts.leftOut += leftOut.samples();
    for (LeftOut.Cell cell : leftOut.cells()) {
      state.traffic.add(
          cell.decider().assignment(),
          cell.samples(),
          leftOut.closedAt(),
          cell.occurredAt(),
          cell.costMicros(),
          learning.campaign().getBudget());
      if (plausible(learning, cell)) {
        judge(state, cell);
      }
    }
  }

  /** One outcome that cannot be is in the sums for good: none of its cell then counts. */
  private static boolean plausible(Learning learning, LeftOut.Cell cell) {
    InputScaling scaling = learning.scaling();
    double limit = learning.options().get(GateOptions.OUTCOME_LIMIT);
    double highestCost = new Money(cell.highestCostMicros()).units();
    return Math.abs(scaling.scaledRevenue(cell.lowestRevenue())) <= limit
        && Math.abs(scaling.scaledRevenue(cell.highestRevenue())) <= limit
        && Math.abs(scaling.scaledCost(highestCost)) <= limit;
  }

  private static void judge(LearnerState state, LeftOut.Cell cell) {
    boolean own = cell.decider() == Decider.OWN_MODEL;
    if (!own && cell.decider() != Decider.OLD_POLICY) {
      return;
    }
    double cost = new Money(cell.costMicros()).units();
    state.prequential.addPolicy(
        cell.bucket(),
        own,
        cell.samples(),
        new double[] {cell.revenue(), cost},
        cell.revenueTail(),
        cell.costTail());
    if (!own && !state.prequential.hasServed()) {
      state.judging.addOldPolicy(cell.samples(), cell.revenue(), cell.revenueSquares(), cost);
    }
  }
}
