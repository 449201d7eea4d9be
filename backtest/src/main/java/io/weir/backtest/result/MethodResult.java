package io.weir.backtest.result;

import io.weir.backtest.evaluate.Interval;
import io.weir.backtest.evaluate.PolicyCost;
import io.weir.backtest.evaluate.Score;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One method over all seeds.
 *
 * @param method name of the method
 * @param eom at each budget: the doubly robust estimate, mean over seeds, with the mean interval of
 *     one split
 * @param eomSelfNormalized the same by weights that sum to one
 * @param eomInversePropensity the same by inverse propensity about the mean revenue
 * @param cost what the policies spend at each budget, mean over seeds
 * @param aucc mean over seeds; null unless there are two arms and every split shows an effect
 * @param normalizedValue at each budget, mean over seeds; null where the truth is not known
 * @param validationError mean over seeds; null where there are no validation rows
 * @param seconds mean time to learn and predict
 * @param scores the scores by seed, in the order of the seeds
 */
public record MethodResult(
    String method,
    List<Interval> eom,
    List<Interval> eomSelfNormalized,
    List<Interval> eomInversePropensity,
    List<PolicyCost> cost,
    @Nullable Double aucc,
    @Nullable List<Double> normalizedValue,
    @Nullable Double validationError,
    double seconds,
    List<Score> scores) {

  /** Sums up the scores of all seeds. */
  public static MethodResult of(String method, List<Score> scores, int budgets) {
    List<PolicyCost> cost =
        IntStream.range(0, budgets)
            .mapToObj(
                b ->
                    new PolicyCost(
                        scores.get(0).cost().get(b).budget(),
                        mean(scores, score -> score.cost().get(b).expected()),
                        meanInterval(scores, score -> score.cost().get(b).observed()),
                        scores.stream().allMatch(score -> score.cost().get(b).reachable())))
            .toList();
    boolean hasAucc = scores.stream().allMatch(score -> score.aucc() != null);
    boolean hasTruth = scores.stream().allMatch(score -> score.normalizedValue() != null);
    List<Double> value =
        IntStream.range(0, hasTruth ? budgets : 0)
            .mapToObj(
                b -> mean(scores, score -> Objects.requireNonNull(score.normalizedValue()).get(b)))
            .toList();
    return new MethodResult(
        method,
        intervals(scores, budgets, Score::eom),
        intervals(scores, budgets, Score::eomSelfNormalized),
        intervals(scores, budgets, Score::eomInversePropensity),
        cost,
        hasAucc ? mean(scores, score -> Objects.requireNonNull(score.aucc())) : null,
        hasTruth ? value : null,
        scores.get(0).validationError() == null
            ? null
            : mean(scores, score -> Objects.requireNonNull(score.validationError())),
        mean(scores, Score::seconds),
        List.copyOf(scores));
  }

  private static List<Interval> intervals(
      List<Score> scores, int budgets, Function<Score, List<Interval>> of) {
    return IntStream.range(0, budgets)
        .mapToObj(b -> meanInterval(scores, score -> of.apply(score).get(b)))
        .toList();
  }

  private static Interval meanInterval(List<Score> scores, Function<Score, Interval> of) {
    return new Interval(
        mean(scores, score -> of.apply(score).estimate()),
        mean(scores, score -> of.apply(score).lower()),
        mean(scores, score -> of.apply(score).upper()));
  }

  private static double mean(List<Score> scores, ToDoubleFunction<Score> of) {
    return scores.stream().mapToDouble(of).average().orElse(Double.NaN);
  }
}
