package io.weir.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EstimatedCostTest {
  private static LoggedSamples log(long seed, Instances instance, boolean known) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = instance.individuals();
    int[] arm = new int[n];
    double[] revenue = new double[n];
    double[] cost = new double[n];
    double[] propensity = new double[n];
    for (int i = 0; i < n; i++) {
      arm[i] = random.nextInt(instance.arms);
      revenue[i] = Math.max(0, instance.revenue[i * instance.arms + arm[i]] + random.nextDouble());
      cost[i] = Math.max(0, instance.cost[i * instance.arms + arm[i]]);
      propensity[i] = 1.0 / instance.arms;
    }
    return LoggedSamples.of(instance.arms, arm, revenue, cost, known ? propensity : null);
  }

  @Property(tries = 200)
  void theStepsAreTheEstimatorAtEveryPrice(
      @ForAll long seed, @ForAll @IntRange(max = 2) int kind, @ForAll boolean known) {
    Instances instance = Instances.of(kind, seed, 40, 4);
    LoggedSamples samples = log(seed, instance, known);
    Predictions predictions = instance.predictions();
    EstimatedCostCurve curve = EstimatedCostCurve.of(samples, predictions);
    double[] direct = new double[2];
    for (int k = 0; k < curve.steps(); k++) {
      double end = k + 1 < curve.steps() ? curve.knot(k + 1) : curve.knot(k) + 2;
      double price = (curve.knot(k) + end) / 2;
      EstimatedCostSolver.estimate(samples, predictions, price, direct);
      assertThat(curve.costAt(price)).isCloseTo(direct[0], within(1e-10));
      assertThat(curve.revenueAt(price)).isCloseTo(direct[1], within(1e-10));
    }
  }

  @Property(tries = 200)
  void crossingsAndBisectionAgree(
      @ForAll long seed,
      @ForAll @IntRange(max = 2) int kind,
      @ForAll @DoubleRange(max = 1.2) double position,
      @ForAll @DoubleRange(min = 0.01, max = 20) double warmStart) {
    Instances instance = Instances.of(kind, seed, 60, 4);
    LoggedSamples samples = log(seed, instance, false);
    Predictions predictions = instance.predictions();
    EstimatedCostCurve curve = EstimatedCostCurve.of(samples, predictions);
    // Off every step by more than rounding: equality is the curve's business, tested elsewhere.
    double budget = position * curve.costAt(0) + 1e-7;
    DualPrice first = curve.firstCrossing(budget);
    DualPrice last = curve.lastCrossing(budget);
    assertThat(first.dualPrice()).isLessThanOrEqualTo(last.dualPrice());
    DualPrice bisected = new EstimatedCostSolver().solve(samples, predictions, budget, warmStart);
    if (last.dualPrice() < Double.POSITIVE_INFINITY) {
      assertThat(last.expectedCost()).isLessThanOrEqualTo(budget + 1e-9);
      assertThat(bisected.dualPrice())
          .isBetween(first.dualPrice() * (1 - 1e-9) - 1e-9, last.dualPrice() * (1 + 1e-9) + 1e-9);
      assertThat(bisected.expectedCost()).isLessThanOrEqualTo(budget + 1e-9);
    }
    // A crossing: a little less and the budget is broken.
    if (bisected.dualPrice() > 1e-6 && bisected.dualPrice() < 1e4) {
      assertThat(curve.costAt(bisected.dualPrice() * (1 - 1e-7))).isGreaterThan(budget - 1e-9);
    }
  }

  @Test
  void aCoarseToleranceStopsEarly() {
    Instances instance = Instances.smooth(11, 4_000, 4);
    LoggedSamples samples = log(12, instance, true);
    double budget = 0.4;
    DualPrice loose =
        new EstimatedCostSolver(60, 0.05).solve(samples, instance.predictions(), budget);
    assertThat(loose.expectedCost()).isBetween(budget - 0.05, budget);
  }

  @Test
  void stratifiedPropensitiesAreCountedPerStratum() {
    LoggedSamples samples =
        LoggedSamples.stratified(
            2,
            new int[] {0, 1, 1, 1, 0, 0},
            new double[6],
            new double[6],
            new int[] {0, 0, 1, 1, 1, 1},
            2);
    assertThat(samples.propensity(0)).isEqualTo(0.5);
    assertThat(samples.propensity(2)).isEqualTo(0.5);
    assertThat(samples.counted()).isTrue();
    assertThat(samples.strata()).isEqualTo(2);
    assertThat(samples.stratum(3)).isEqualTo(1);
  }

  @Test
  void nonsenseIsRefused() {
    int[] arm = {0};
    double[] one = {1};
    assertThatThrownBy(() -> LoggedSamples.of(1, new int[] {1}, one, one, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LoggedSamples.of(1, arm, one, one, new double[] {0}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LoggedSamples.of(1, arm, one, new double[2], null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                EstimatedCostCurve.of(
                    LoggedSamples.of(1, arm, one, one, null),
                    Predictions.of(new double[4], new double[4], 2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EstimatedCostSolver(0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
