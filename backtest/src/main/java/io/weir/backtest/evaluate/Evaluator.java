package io.weir.backtest.evaluate;

import io.weir.backtest.data.Experiment;
import io.weir.backtest.data.Slices;
import io.weir.backtest.learner.BatchData;
import io.weir.backtest.learner.Spread;
import io.weir.backtest.learner.TimeLevel;
import io.weir.backtest.split.Split;
import io.weir.core.allocation.LoggedSamples;
import io.weir.core.allocation.Predictions;
import io.weir.core.estimate.Aucc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Scores predictions on the test rows of one split. At each budget the price is the one at which
 * the policy's estimated cost meets the budget, so that methods are compared at equal estimated
 * spend, whatever they believe about costs.
 */
public final class Evaluator {
  private final List<Double> budgets;
  private final int arms;
  private final int freeArm;
  private final LoggedSamples test;
  private final int[] unit;
  private final int units;
  private final PolicyEstimator revenue;
  private final PolicyEstimator cost;
  private final @Nullable TrueValue truth;
  private final PredictionRules rules;

  /**
   * An evaluator on the test rows of a split.
   *
   * @param learned randomized rows that were learned from, weighted, revenue as it was
   * @param tested features of the test rows, encoded alike
   */
  public Evaluator(
      Experiment experiment,
      Slices slices,
      Split split,
      BatchData learned,
      BatchData tested,
      List<Double> budgets) {
    this.budgets = budgets;
    arms = experiment.arms().size();
    freeArm = experiment.freeArm();
    test = slices.logged(split.test());
    Map<Integer, Integer> index = new HashMap<>();
    unit =
        IntStream.of(split.test())
            .map(row -> index.computeIfAbsent(experiment.unitOf(row), u -> index.size()))
            .toArray();
    units = index.size();
    TimeLevel level = TimeLevel.of(learned);
    double[] predicted = Baseline.fit(level.takenFrom(learned)).predict(tested);
    addLevel(level, tested, predicted);
    revenue =
        estimator(
            tested.revenue(),
            predicted,
            0,
            centre(learned, learned.revenue()),
            experiment.revenue());
    cost =
        estimator(
            tested.cost(), predicted, arms, centre(learned, learned.cost()), experiment.cost());
    rules = PredictionRules.of(experiment, split);
    double[] trueRevenue = experiment.trueRevenue();
    double[] trueCost = experiment.trueCost();
    truth =
        trueRevenue == null || trueCost == null
            ? null
            : new TrueValue(
                arms,
                freeArm,
                Slices.pickRows(trueRevenue, arms, split.test()),
                Slices.pickRows(trueCost, arms, split.test()));
  }

  /** The baseline knows the season of a row, as it may: a policy cannot change it. */
  private void addLevel(TimeLevel level, BatchData tested, double[] predicted) {
    for (int i = 0; i < tested.timestamp().length; i++) {
      for (int j = 0; j < arms; j++) {
        predicted[i * 2 * arms + j] += level.at(tested.timestamp()[i]);
      }
    }
  }

  private static double centre(BatchData learned, double[] outcome) {
    return Spread.of(outcome, learned.weight()).mean();
  }

  private PolicyEstimator estimator(
      double[] outcome, double[] predicted, int from, double centre, double[] everywhere) {
    double[] baseline = new double[test.n() * arms];
    for (int i = 0; i < test.n(); i++) {
      System.arraycopy(predicted, i * 2 * arms + from, baseline, i * arms, arms);
    }
    return new PolicyEstimator(test, outcome, baseline, centre, everywhere, unit, units);
  }

  /**
   * Scores.
   *
   * @param outputs predictions on the test rows, row-major [n, 2 arms]; changed in place by {@link
   *     PredictionRules}
   * @param validationError error on validation rows; null where there are none
   * @param seconds time it took to learn and predict
   * @throws IllegalArgumentException if a prediction is not finite
   */
  public Score score(double[] outputs, @Nullable Double validationError, double seconds) {
    requireFinite(outputs);
    rules.apply(outputs);
    Predictions predictions = Predictions.ofOutputs(outputs, test.n(), arms);
    List<Interval> robust = new ArrayList<>();
    List<Interval> normalized = new ArrayList<>();
    List<Interval> inverse = new ArrayList<>();
    List<PolicyCost> costs = new ArrayList<>();
    double[][] influence = new double[budgets.size()][];
    for (int b = 0; b < budgets.size(); b++) {
      double budget = budgets.get(b);
      double price = PriceSearch.of(at -> cost.value(predictions.choices(at)), budget).price();
      int[] chosen = predictions.choices(price);
      PolicyEstimator.Estimate estimate = revenue.doublyRobust(chosen);
      robust.add(estimate.interval());
      influence[b] = estimate.byUnit();
      normalized.add(revenue.selfNormalized(chosen).interval());
      inverse.add(revenue.inversePropensity(chosen).interval());
      costs.add(
          new PolicyCost(
              budget,
              IntStream.range(0, chosen.length)
                  .mapToDouble(i -> predictions.cost(i, chosen[i]))
                  .average()
                  .orElse(Double.NaN),
              cost.doublyRobust(chosen).interval(),
              Double.isFinite(price) || cost.value(chosen) <= budget));
    }
    return new Score(
        robust,
        normalized,
        inverse,
        costs,
        arms == 2 && effectIsSeen() ? aucc(predictions) : null,
        normalizedValue(predictions),
        validationError,
        seconds,
        influence);
  }

  private static void requireFinite(double[] outputs) {
    for (double output : outputs) {
      if (!Double.isFinite(output)) {
        throw new IllegalArgumentException("a prediction is not finite: " + output);
      }
    }
  }

  /** Standard error of a difference of two scores at a budget, by the units they share. */
  public static double pairedError(Score one, Score other, int budget, int rows) {
    double[] difference = one.influence()[budget].clone();
    for (int g = 0; g < difference.length; g++) {
      difference[g] -= other.influence()[budget][g];
    }
    return PolicyEstimator.standardError(difference, rows);
  }

  /** What each arm given to everybody brings in and costs. */
  public List<ArmMean> armMeans() {
    return IntStream.range(0, arms)
        .mapToObj(
            arm -> {
              int[] everybody = new int[test.n()];
              Arrays.fill(everybody, arm);
              return new ArmMean(
                  revenue.selfNormalized(everybody).interval(),
                  cost.selfNormalized(everybody).interval(),
                  effect(everybody));
            })
        .toList();
  }

  /** Revenue under an arm less revenue under the free arm, with the interval of the difference. */
  private Interval effect(int[] everybody) {
    int[] nobody = new int[test.n()];
    Arrays.fill(nobody, freeArm);
    PolicyEstimator.Estimate with = revenue.selfNormalized(everybody);
    PolicyEstimator.Estimate without = revenue.selfNormalized(nobody);
    double[] difference = with.byUnit().clone();
    for (int g = 0; g < difference.length; g++) {
      difference[g] -= without.byUnit()[g];
    }
    double gap = with.interval().estimate() - without.interval().estimate();
    double half =
        StudentInterval.quantile(units - 1.0) * PolicyEstimator.standardError(difference, test.n());
    return new Interval(gap, gap - half, gap + half);
  }

  /** The area is a share of the effect: of one that may be nothing it says nothing. */
  private boolean effectIsSeen() {
    return armMeans().get(1 - freeArm).effectIsSeen();
  }

  /** By predicted gain over the free arm per predicted cost over it; null without a curve. */
  private @Nullable Double aucc(Predictions predictions) {
    double[] roi = new double[test.n()];
    int other = 1 - freeArm;
    for (int i = 0; i < roi.length; i++) {
      roi[i] =
          (predictions.revenue(i, other) - predictions.revenue(i, freeArm))
              / (predictions.cost(i, other) - predictions.cost(i, freeArm));
    }
    double area = Aucc.of(freeArm == 0 ? test : swapped(), roi, Aucc.STEPS);
    return Double.isNaN(area) ? null : area;
  }

  /** The test rows of two arms with the free one first. */
  private LoggedSamples swapped() {
    return LoggedSamples.of(
        2,
        IntStream.range(0, test.n()).map(i -> 1 - test.arm(i)).toArray(),
        column(test::revenue),
        column(test::cost),
        column(test::propensity));
  }

  private double[] column(ToDoubleFunction<Integer> of) {
    return IntStream.range(0, test.n()).mapToDouble(of::applyAsDouble).toArray();
  }

  private @Nullable List<Double> normalizedValue(Predictions predictions) {
    if (truth == null) {
      return null;
    }
    List<Double> values = new ArrayList<>();
    for (double budget : budgets) {
      double chance = truth.ofRandom(budget);
      double gain = truth.ofOracle(budget) - chance;
      if (!(gain > 1e-9 * Math.abs(chance))) {
        return null;
      }
      values.add((truth.ofPolicy(predictions, budget) - chance) / gain);
    }
    return values;
  }
}
