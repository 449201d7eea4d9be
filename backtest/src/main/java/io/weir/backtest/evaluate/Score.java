package io.weir.backtest.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One method's score on one split.
 *
 * @param eom revenue per impression at each budget, estimated on the test rows
 * @param aucc area under the cost curve; null unless there are two arms
 * @param normalizedValue true value at each budget, 0 as chance and 1 as the oracle; null where the
 *     truth is not known
 * @param validationError see {@link ValidationError}; null where there are no validation rows
 * @param seconds time to learn and predict
 */
public record Score(
    List<Interval> eom,
    @Nullable Double aucc,
    @Nullable List<Double> normalizedValue,
    @Nullable Double validationError,
    double seconds) {}
