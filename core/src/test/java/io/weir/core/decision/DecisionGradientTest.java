package io.weir.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.allocation.LoggedSamples;
import io.weir.core.allocation.Predictions;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DecisionGradientTest {
  @Property(tries = 60)
  void policyLearning(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int n,
      @ForAll @IntRange(min = 1, max = 5) int arms,
      @ForAll @DoubleRange(max = 2) double price,
      @ForAll @DoubleRange(max = 2) double kappa,
      @ForAll @DoubleRange(min = 0.2, max = 2) double tau) {
    DecisionFixture fixture = new DecisionFixture(seed, n, arms);
    fixture.assertGradient(new PolicyLearningLoss(price, kappa, tau, null));
    fixture.assertGradient(new PolicyLearningLoss(price, kappa, tau, fixture.baseline));
    fixture.assertGradient(DecisionLossKind.DPL.loss(new double[] {price, price + 0.3}, tau, 1e-3));
  }

  @Property(tries = 60)
  void finiteDifferencesWithTheirSlopesHeld(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int n,
      @ForAll @IntRange(min = 1, max = 5) int arms,
      @ForAll @DoubleRange(max = 2) double price,
      @ForAll boolean dual) {
    DecisionFixture fixture = new DecisionFixture(seed, n, arms);
    FiniteDifferenceLoss loss = new FiniteDifferenceLoss(price, dual ? price : 0, 0.5, 0.01);
    double[][] held = new double[n][arms];
    for (int i = 0; i < n; i++) {
      loss.slopes(fixture.samples, fixture.outputs, i, held[i]);
    }
    SoftPolicy policy = new SoftPolicy(price, 0.5);
    DecisionLoss frozen =
        (samples, outputs, gradient) -> {
          double[] z = new double[arms];
          double value = 0;
          for (int i = 0; i < n; i++) {
            policy.probabilities(outputs, i, z);
            value += policy.backward(z, held[i], i, gradient);
          }
          return value;
        };
    fixture.assertGradient(frozen);
    double[] expected = new double[fixture.outputs.length];
    double[] found = new double[fixture.outputs.length];
    assertThat(loss.evaluate(fixture.samples, fixture.outputs, found))
        .isEqualTo(frozen.evaluate(fixture.samples, fixture.outputs, expected));
    assertThat(found).containsExactly(expected);
  }

  @Property(tries = 60)
  void theCostAdjustedGainIsTheGradientAlongTheBudget(
      @ForAll long seed,
      @ForAll @IntRange(min = 30, max = 40) int n,
      @ForAll @DoubleRange(min = 0.1, max = 1) double price) {
    DecisionFixture fixture = new DecisionFixture(seed, n, 3);
    CostAdjustedLoss loss = new CostAdjustedLoss(price, 0.5, fixture.baseline);
    double mu = loss.exchangeRate(fixture.samples, fixture.outputs);
    double[] gradient = new double[fixture.outputs.length];
    double[] expected = new double[fixture.outputs.length];
    loss.evaluate(fixture.samples, fixture.outputs, gradient);
    new PolicyLearningLoss(price, mu, 0.5, fixture.baseline)
        .evaluate(fixture.samples, fixture.outputs, expected);
    assertThat(gradient).containsExactly(expected);

    // mu is the ratio of how value and cost move with the price.
    double step = 1e-5;
    double value = outcome(fixture, price + step, 1) - outcome(fixture, price - step, 1);
    double cost = outcome(fixture, price + step, 0) - outcome(fixture, price - step, 0);
    if (cost / (2 * step) < -1e-3) {
      assertThat(mu)
          .isCloseTo(Math.max(0, value / cost), within(1e-4 * (1 + Math.abs(value / cost))));
    } else if (cost > 1e-3) {
      assertThat(mu).isEqualTo(price);
    }
  }

  /** Estimated revenue (share 1) or cost (share 0) of the soft policy at a price. */
  private static double outcome(DecisionFixture fixture, double price, double share) {
    SoftPolicy policy = new SoftPolicy(price, 0.5);
    PolicyGain gain = new PolicyGain(fixture.baseline);
    double[] z = new double[3];
    double[] gains = new double[3];
    double sum = 0;
    for (int i = 0; i < fixture.samples.n(); i++) {
      policy.probabilities(fixture.outputs, i, z);
      gain.of(fixture.samples, i, share, 1 - share, gains);
      for (int j = 0; j < 3; j++) {
        sum += z[j] * gains[j];
      }
    }
    return sum;
  }

  @Property(tries = 40)
  void slicesAddUpToTheWhole(@ForAll long seed, @ForAll @IntRange(max = 9) int cut) {
    DecisionFixture fixture = new DecisionFixture(seed, 9, 4);
    MeanLoss loss =
        new MeanLoss(
            List.of(
                new PolicyLearningLoss(0.4, 0.4, 0.5, null),
                new FiniteDifferenceLoss(0.7, 0, 0.5, 0.01)));
    double[] whole = new double[fixture.outputs.length];
    double[] sliced = new double[fixture.outputs.length];
    double value = loss.evaluate(fixture.samples, fixture.outputs, whole);
    double parts =
        loss.evaluateRows(fixture.samples, fixture.outputs, 0, cut, sliced)
            + loss.evaluateRows(fixture.samples, fixture.outputs, cut, 9, sliced);
    assertThat(parts).isCloseTo(value, within(1e-12));
    assertThat(sliced).containsExactly(whole);
  }

  @Test
  void theSpreadIsTheStandardDeviationOfScores() {
    Predictions predictions =
        Predictions.of(new double[] {1, 3, 11, 13}, new double[] {0, 2, 0, 2}, 2);
    assertThat(MarginSpread.withinIndividuals(predictions, 0)).isEqualTo(1);
    assertThat(MarginSpread.withinIndividuals(predictions, 1)).isZero();
    assertThat(MarginSpread.pooled(predictions, 1)).isEqualTo(5);
    assertThat(MarginSpread.tau(predictions, 1)).isEqualTo(2.5);
    assertThat(MarginSpread.minimumMargin(predictions, 1)).isEqualTo(5e-3);
  }

  @Test
  void theBaselineTakesOutVarianceAndNoBias() {
    // Truth: arm 1 always brings 5; the baseline knows it.
    int n = 20_000;
    SplittableRandom random = new SplittableRandom(5);
    int[] arm = random.ints(n, 0, 2).toArray();
    double[] revenue = new double[n];
    double[] known = new double[4 * n];
    for (int i = 0; i < n; i++) {
      revenue[i] = (arm[i] == 1 ? 5 : 4) + 0.1 * (random.nextDouble() - 0.5);
      known[4 * i] = 4;
      known[4 * i + 1] = 5;
    }
    double[] half = new double[n];
    Arrays.fill(half, 0.5);
    LoggedSamples log = LoggedSamples.of(2, arm, revenue, new double[n], half);
    double[] gradient = new double[4 * n];
    double plain = new PolicyLearningLoss(0, 0, 1, null).evaluate(log, new double[4 * n], gradient);
    double robust =
        new PolicyLearningLoss(0, 0, 1, known).evaluate(log, new double[4 * n], gradient);
    assertThat(-robust).isCloseTo(4.5, within(0.002));
    assertThat(-plain).isCloseTo(4.5, within(0.05));
  }

  @Test
  void nonsenseIsRefused() {
    DecisionFixture fixture = new DecisionFixture(1, 8, 3);
    assertThatThrownBy(() -> new PolicyLearningLoss(Double.POSITIVE_INFINITY, 0, 1, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PolicyLearningLoss(1, 0, 0, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FiniteDifferenceLoss(1, 0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DecisionLossKind.PPL.loss(new double[2], 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DecisionLossKind.DPL.loss(new double[0], 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new PolicyLearningLoss(1, 0, 1, null)
                    .evaluate(fixture.samples, new double[3], fixture.outputs))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
