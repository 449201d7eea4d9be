package io.weir.backtest;

import io.weir.backtest.evaluate.Interval;
import io.weir.backtest.evaluate.Score;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One method over all seeds.
 *
 * @param method name of the method
 * @param eom at each budget: the mean over seeds, with the mean interval of one split
 * @param aucc mean over seeds; null unless there are two arms
 * @param normalizedValue at each budget, mean over seeds; null where the truth is not known
 * @param validationError mean over seeds; null where there are no validation rows
 * @param seconds mean time to learn and predict
 * @param scores the scores by seed, in the order of the seeds
 */
public record MethodResult(
    String method,
    List<Interval> eom,
    @Nullable Double aucc,
    @Nullable List<Double> normalizedValue,
    @Nullable Double validationError,
    double seconds,
    List<Score> scores) {

  static MethodResult of(String method, List<Score> scores, int budgets) {
    List<Interval> eom = new java.util.ArrayList<>();
    for (int b = 0; b < budgets; b++) {
      int budget = b;
      eom.add(
          new Interval(
              mean(scores, score -> score.eom().get(budget).estimate()),
              mean(scores, score -> score.eom().get(budget).lower()),
              mean(scores, score -> score.eom().get(budget).upper())));
    }
    boolean hasAucc = scores.get(0).aucc() != null;
    boolean hasTruth = scores.get(0).normalizedValue() != null;
    List<Double> value =
        java.util.stream.IntStream.range(0, hasTruth ? budgets : 0)
            .mapToObj(
                b -> mean(scores, score -> Objects.requireNonNull(score.normalizedValue()).get(b)))
            .toList();
    return new MethodResult(
        method,
        eom,
        hasAucc ? mean(scores, score -> Objects.requireNonNull(score.aucc())) : null,
        hasTruth ? value : null,
        scores.get(0).validationError() == null
            ? null
            : mean(scores, score -> Objects.requireNonNull(score.validationError())),
        mean(scores, Score::seconds),
        List.copyOf(scores));
  }

  private static double mean(List<Score> scores, java.util.function.ToDoubleFunction<Score> of) {
    return scores.stream().mapToDouble(of).average().orElse(Double.NaN);
  }
}
