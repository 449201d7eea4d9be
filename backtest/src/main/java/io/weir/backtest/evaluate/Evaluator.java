package io.weir.backtest.evaluate;

import io.weir.backtest.data.Experiment;
import io.weir.backtest.data.Slices;
import io.weir.backtest.split.Split;
import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.EstimatedCostSolver;
import io.weir.core.allocation.LoggedSamples;
import io.weir.core.allocation.Predictions;
import io.weir.core.estimate.Aucc;
import io.weir.core.estimate.OffPolicyValue;
import io.weir.core.estimate.PolicyEvaluation;
import io.weir.core.estimate.ValueEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Scores predictions on the test rows of one split. At each budget Algorithm A finds the price at
 * which the policy's estimated cost meets the budget, so that methods are compared at equal
 * estimated spend, whatever they believe about costs.
 */
public final class Evaluator {
  private final List<Double> budgets;
  private final int arms;
  private final int freeArm;
  private final LoggedSamples test;
  private final @Nullable TrueValue truth;
  private final PredictionRules rules;

  /** An evaluator on the test rows of a split. */
  public Evaluator(Experiment experiment, Slices slices, Split split, List<Double> budgets) {
    this.budgets = budgets;
    arms = experiment.arms().size();
    freeArm = experiment.freeArm();
    test = slices.logged(split.test());
    rules = PredictionRules.of(experiment, split);
    double[] revenue = experiment.trueRevenue();
    double[] cost = experiment.trueCost();
    truth =
        revenue == null || cost == null
            ? null
            : new TrueValue(
                arms,
                experiment.freeArm(),
                Slices.pickRows(revenue, arms, split.test()),
                Slices.pickRows(cost, arms, split.test()));
  }

  /**
   * Scores.
   *
   * @param outputs predictions on the test rows, row-major [n, 2 arms]; changed in place by {@link
   *     PredictionRules}
   * @param validationError error on validation rows; null where there are none
   * @param seconds time it took to learn and predict
   */
  public Score score(double[] outputs, @Nullable Double validationError, double seconds) {
    rules.apply(outputs);
    Predictions predictions = Predictions.ofOutputs(outputs, test.n(), arms);
    List<Interval> eom = new ArrayList<>();
    for (double budget : budgets) {
      DualPrice price = new EstimatedCostSolver().solve(test, predictions, budget);
      eom.add(eom(predictions, price.dualPrice()));
    }
    Double aucc = arms == 2 ? aucc(predictions) : null;
    return new Score(eom, aucc, normalizedValue(predictions), validationError, seconds);
  }

  private Interval eom(Predictions predictions, double dualPrice) {
    OffPolicyValue revenue = PolicyEvaluation.of(test, predictions, dualPrice).revenue();
    ValueEstimate value =
        test.counted() ? revenue.countedPropensities() : revenue.horvitzThompson();
    return new Interval(value.value(), value.lower(), value.upper());
  }

  /** By predicted gain over the free arm per predicted cost over it. */
  private double aucc(Predictions predictions) {
    double[] roi = new double[test.n()];
    int other = 1 - freeArm;
    for (int i = 0; i < roi.length; i++) {
      roi[i] =
          (predictions.revenue(i, other) - predictions.revenue(i, freeArm))
              / (predictions.cost(i, other) - predictions.cost(i, freeArm));
    }
    return Aucc.of(freeArm == 0 ? test : swapped(), roi, Aucc.STEPS);
  }

  /** The test rows of two arms with the free one first. */
  private LoggedSamples swapped() {
    int n = test.n();
    return LoggedSamples.of(
        2,
        IntStream.range(0, n).map(i -> 1 - test.arm(i)).toArray(),
        IntStream.range(0, n).mapToDouble(test::revenue).toArray(),
        IntStream.range(0, n).mapToDouble(test::cost).toArray(),
        null);
  }

  private @Nullable List<Double> normalizedValue(Predictions predictions) {
    if (truth == null) {
      return null;
    }
    List<Double> values = new ArrayList<>();
    for (double budget : budgets) {
      double chance = truth.ofRandom(budget);
      double oracle = truth.ofOracle(budget);
      values.add((truth.ofPolicy(predictions, budget) - chance) / (oracle - chance));
    }
    return values;
  }
}
