package io.weir.console.view;

import io.weir.schemas.LadderStep;

/**
 * One point of the cost curve.
 *
 * @param budgetPerImpressionMicros budget per policy impression
 * @param dualPrice price at that budget
 * @param expectedCostMicros predicted cost per impression
 * @param expectedRevenue expected revenue per impression
 * @param revenueLower lower end of its 95 % interval
 * @param revenueUpper upper end of its 95 % interval
 */
public record LadderRung(
    long budgetPerImpressionMicros,
    double dualPrice,
    double expectedCostMicros,
    double expectedRevenue,
    double revenueLower,
    double revenueUpper) {

  /** Makes the point of a published step. */
  public static LadderRung of(LadderStep step) {
    return new LadderRung(
        step.getBudgetPerImpressionMicros(),
        step.getDualPrice(),
        step.getExpectedCostMicros(),
        step.getExpectedRevenue(),
        step.getRevenueLower(),
        step.getRevenueUpper());
  }
}
