package io.weir.backtest.result;

import io.weir.backtest.evaluate.ArmMean;
import io.weir.backtest.evaluate.Evaluator;
import io.weir.backtest.evaluate.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a backtest found.
 *
 * @param budgets budgets per impression, currency units
 * @param seeds seeds that were run
 * @param independentSeeds whether each seed read its own files, so that seeds are independent
 * @param observationalRows observational rows learned from, mean over seeds
 * @param trainingRows randomized rows learned from
 * @param validationRows randomized rows to choose between methods by
 * @param testRows randomized rows of the evaluation
 * @param arms arm values, the free one first
 * @param armMeans each arm given to everybody, on the test rows of the first seed
 * @param notes what a reader must know before the numbers, in words
 * @param methods one result per method
 * @param baseline method that the differences are taken to; null for none
 * @param differences differences to the baseline
 */
public record BacktestResult(
    List<Double> budgets,
    List<Long> seeds,
    boolean independentSeeds,
    long observationalRows,
    long trainingRows,
    long validationRows,
    long testRows,
    List<String> arms,
    List<ArmMean> armMeans,
    List<String> notes,
    List<MethodResult> methods,
    @Nullable String baseline,
    List<Difference> differences) {

  /** The same with differences to a baseline among the methods. */
  public BacktestResult against(String name) {
    MethodResult base =
        methods.stream().filter(method -> method.method().equals(name)).findFirst().orElseThrow();
    double correction =
        independentSeeds ? 0 : (double) testRows / (observationalRows + trainingRows);
    List<Difference> found = new ArrayList<>();
    for (MethodResult method : methods) {
      if (method == base) {
        continue;
      }
      addByBudget(found, method, base, "eom", correction, BacktestResult::eom);
      if (method.normalizedValue() != null && base.normalizedValue() != null) {
        addByBudget(found, method, base, "normalizedValue", correction, BacktestResult::value);
      }
      if (method.validationError() != null) {
        Function<Score, Double> error =
            score -> java.util.Objects.requireNonNull(score.validationError());
        List<Double> bySeed = paired(method, base, error);
        found.add(Difference.of(method.method(), "validationError", null, bySeed, correction));
      }
      if (method.aucc() != null && base.aucc() != null) {
        Function<Score, Double> aucc = score -> java.util.Objects.requireNonNull(score.aucc());
        found.add(
            Difference.of(method.method(), "aucc", null, paired(method, base, aucc), correction));
      }
    }
    return new BacktestResult(
        budgets,
        seeds,
        independentSeeds,
        observationalRows,
        trainingRows,
        validationRows,
        testRows,
        arms,
        armMeans,
        found.isEmpty()
            ? notes
            : Stream.concat(notes.stream(), Stream.of(Notes.ofDifferences(found, name))).toList(),
        methods,
        name,
        found);
  }

  private void addByBudget(
      List<Difference> found,
      MethodResult method,
      MethodResult base,
      String measure,
      double correction,
      Function<Score, List<Double>> values) {
    for (int b = 0; b < budgets.size(); b++) {
      int budget = b;
      List<Double> bySeed = paired(method, base, score -> values.apply(score).get(budget));
      Difference difference =
          Difference.of(method.method(), measure, budgets.get(b), bySeed, correction);
      found.add(
          seeds.size() == 1 && measure.equals("eom")
              ? onTestRows(difference, method.scores().get(0), base.scores().get(0), b)
              : difference);
    }
    List<Double> overall =
        paired(
            method,
            base,
            score -> values.apply(score).stream().mapToDouble(x -> x).average().orElse(Double.NaN));
    found.add(Difference.of(method.method(), measure, null, overall, correction));
  }

  private Difference onTestRows(Difference difference, Score one, Score other, int budget) {
    return difference.withError(
        Evaluator.pairedError(one, other, budget, (int) testRows),
        one.influence()[budget].length - 1.0);
  }

  private static List<Double> eom(Score score) {
    return score.eom().stream().map(interval -> interval.estimate()).toList();
  }

  private static List<Double> value(Score score) {
    return java.util.Objects.requireNonNull(score.normalizedValue());
  }

  private static List<Double> paired(
      MethodResult method, MethodResult base, Function<Score, Double> value) {
    return IntStream.range(0, method.scores().size())
        .mapToObj(s -> value.apply(method.scores().get(s)) - value.apply(base.scores().get(s)))
        .toList();
  }
}
