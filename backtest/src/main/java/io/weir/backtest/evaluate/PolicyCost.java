package io.weir.backtest.evaluate;

/**
 * What a policy spends per impression, beside the budget it was given.
 *
 * @param budget the budget, currency units per impression
 * @param expected by the method's own predictions of the arms it chooses
 * @param observed as estimated on the test rows; the price is the one at which this meets the
 *     budget
 * @param reachable whether any price brings the observed cost under the budget; if not, the policy
 *     is the cheapest the method knows
 */
public record PolicyCost(double budget, double expected, Interval observed, boolean reachable) {}
