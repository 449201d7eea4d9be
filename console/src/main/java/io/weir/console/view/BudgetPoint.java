package io.weir.console.view;

import io.weir.schemas.BudgetStatus;
import org.jspecify.annotations.Nullable;

/**
 * Where a budget stood at one time.
 *
 * @param asOfMillis when it was true, by the clock of the job
 * @param atMillis event time of the streams then; the same in production
 * @param receivedMillis the record's time on the topic, wall clock
 * @param periodStartMillis start of the period
 * @param periodEndMillis end of the period, exclusive
 * @param budgetMicros budget of the period
 * @param spentMicros realized spend
 * @param holdoutSpentMicros the holdout's part of it; null from a job that does not tell
 * @param committedMicros promised and expected to be redeemed
 * @param projectedMicros projected spend at the period's end
 * @param projectedLowerMicros lower end of the projection's interval; null where none is published
 * @param projectedUpperMicros upper end of the projection's interval; null where none is published
 * @param pacedDualPrice price to decide with; infinity when exhausted
 * @param modelVersion model that price belongs to
 * @param state ON_TRACK, UNDER, OVER, EXHAUSTED or STALE
 */
public record BudgetPoint(
    long asOfMillis,
    long atMillis,
    long receivedMillis,
    long periodStartMillis,
    long periodEndMillis,
    long budgetMicros,
    long spentMicros,
    @Nullable Long holdoutSpentMicros,
    long committedMicros,
    long projectedMicros,
    @Nullable Long projectedLowerMicros,
    @Nullable Long projectedUpperMicros,
    double pacedDualPrice,
    long modelVersion,
    String state) {

  /** Makes the point of a published status. */
  public static BudgetPoint of(BudgetStatus status, long atMillis, long receivedMillis) {
    return new BudgetPoint(
        status.getAsOf().toEpochMilli(),
        atMillis,
        receivedMillis,
        status.getPeriodStart().toEpochMilli(),
        status.getPeriodEnd().toEpochMilli(),
        status.getBudgetMicros(),
        status.getSpentMicros(),
        status.getHoldoutSpentMicros(),
        status.getCommittedMicros(),
        status.getProjectedMicros(),
        status.getProjectedLowerMicros(),
        status.getProjectedUpperMicros(),
        status.getPacedDualPrice(),
        status.getModelVersion(),
        status.getState().name());
  }
}
