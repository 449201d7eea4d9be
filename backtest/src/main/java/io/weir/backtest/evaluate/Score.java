package io.weir.backtest.evaluate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One method's score on one split.
 *
 * @param eom revenue per impression at each budget, doubly robust on the test rows
 * @param eomSelfNormalized the same, by weights that sum to one
 * @param eomInversePropensity the same, by inverse propensity about the mean revenue
 * @param cost what the policy spends at each budget
 * @param aucc area under the cost curve; null unless there are two arms and the paid one is seen to
 *     have an effect
 * @param normalizedValue true value at each budget, 0 as chance and 1 as the oracle; null where the
 *     truth is not known or leaves nothing to gain
 * @param validationError see {@link ValidationError}; null where there are no validation rows
 * @param seconds time to learn and predict
 * @param influence by budget and unit, how much the unit moves {@code eom}; for paired differences
 */
@SuppressWarnings("ArrayRecordComponent") // columns, never compared
public record Score(
    List<Interval> eom,
    List<Interval> eomSelfNormalized,
    List<Interval> eomInversePropensity,
    List<PolicyCost> cost,
    @Nullable Double aucc,
    @Nullable List<Double> normalizedValue,
    @Nullable Double validationError,
    double seconds,
    @JsonIgnore double[][] influence) {

  /** The same without what units moved. */
  public Score withoutInfluence() {
    return new Score(
        eom,
        eomSelfNormalized,
        eomInversePropensity,
        cost,
        aucc,
        normalizedValue,
        validationError,
        seconds,
        new double[0][]);
  }
}
