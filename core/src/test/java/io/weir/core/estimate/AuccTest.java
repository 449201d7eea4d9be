package io.weir.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.allocation.LoggedSamples;
import io.weir.core.golden.Golden;
import io.weir.core.random.Rng;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AuccTest {
  /** Pairs of a control worth nothing and a treated one. */
  private static LoggedSamples pairs(double[] revenue, double[] cost) {
    int n = 2 * revenue.length;
    int[] arm = new int[n];
    double[] r = new double[n];
    double[] c = new double[n];
    for (int k = 0; k < revenue.length; k++) {
      arm[2 * k + 1] = 1;
      r[2 * k + 1] = revenue[k];
      c[2 * k + 1] = cost[k];
    }
    return LoggedSamples.of(2, arm, r, c, null);
  }

  @Test
  void aWalkByHand() {
    // Cost 1 each: after the first pair a half of the cost is spent, and 3 of 4 of the reward is
    // in.
    LoggedSamples samples = pairs(new double[] {3, 1}, new double[] {1, 1});
    double[] bestFirst = {9, 9, 1, 1};
    assertThat(Aucc.of(samples, bestFirst, 2)).isCloseTo((3 + 4) / (4.0 * 3), within(1e-12));
    double[] worstFirst = {1, 1, 9, 9};
    assertThat(Aucc.of(samples, worstFirst, 2)).isCloseTo((1 + 4) / (4.0 * 3), within(1e-12));
    // With four steps, the quarter is crossed together with the half.
    assertThat(Aucc.of(samples, bestFirst, 4))
        .isCloseTo((3 + 3 + 4 + 4) / (4.0 * 5), within(1e-12));
  }

  /** Whoever returns much was treated more often: unweighted, the free arm lacks them. */
  @Test
  void rowsCountWithTheirInversePropensity() {
    SplittableRandom random = new SplittableRandom(9);
    int n = 60_000;
    int[] arm = new int[n];
    double[] revenue = new double[n];
    double[] cost = new double[n];
    double[] propensity = new double[n];
    double[] roi = new double[n];
    for (int i = 0; i < n; i++) {
      roi[i] = random.nextDouble();
      double treated = roi[i] > 0.5 ? 0.8 : 0.2;
      arm[i] = random.nextDouble() < treated ? 1 : 0;
      propensity[i] = arm[i] == 1 ? treated : 1 - treated;
      cost[i] = arm[i];
      revenue[i] = 3 * roi[i] + arm[i] * roi[i];
    }
    double[] noise = random.doubles(n).toArray();
    LoggedSamples weighted = LoggedSamples.of(2, arm, revenue, cost, propensity);

    assertThat(Aucc.of(weighted, noise, 200)).isCloseTo(0.5, within(0.03));
    assertThat(Aucc.of(weighted, roi, 200)).isCloseTo(2.0 / 3, within(0.03));
    assertThat(Aucc.of(LoggedSamples.of(2, arm, revenue, cost, null), roi, 200))
        .isGreaterThan(0.75);
  }

  @Test
  void noEffectHasNoArea() {
    int n = 999;
    int[] arm = new int[n];
    double[] revenue = new double[n];
    double[] cost = new double[n];
    double[] propensity = new double[n];
    double[] roi = new double[n];
    for (int i = 0; i < n; i++) {
      arm[i] = i % 3 == 0 ? 1 : 0;
      revenue[i] = 0.1;
      cost[i] = arm[i];
      propensity[i] = arm[i] == 1 ? 1 / 3.0 : 2 / 3.0;
      roi[i] = i % 7;
    }
    assertThat(Aucc.of(LoggedSamples.of(2, arm, revenue, cost, propensity), roi, 200)).isNaN();
  }

  @Test
  void aRandomRankingGivesAHalfAndAGoodOneMore() {
    SplittableRandom random = new SplittableRandom(8);
    int n = 40_000;
    int[] arm = random.ints(n, 0, 2).toArray();
    double[] revenue = new double[n];
    double[] cost = new double[n];
    double[] roi = new double[n];
    double[] outputs = new double[4 * n];
    double[] noise = random.doubles(n).toArray();
    for (int i = 0; i < n; i++) {
      roi[i] = random.nextDouble();
      cost[i] = arm[i] == 1 && random.nextDouble() < 0.6 ? 1 : 0;
      revenue[i] = random.nextDouble() < 0.2 + 0.6 * arm[i] * roi[i] ? 1 : 0;
      outputs[4 * i + 1] = roi[i];
      outputs[4 * i + 3] = 1;
    }
    LoggedSamples samples = LoggedSamples.of(2, arm, revenue, cost, null);
    assertThat(Aucc.of(samples, noise, 200)).isCloseTo(0.5, within(0.03));
    double good = Aucc.of(samples, roi, 200);
    assertThat(good).isCloseTo(2.0 / 3, within(0.03));
    assertThat(Aucc.ofOutputs(samples, outputs)).isEqualTo(good);
  }

  @Test
  void theAreaUnderTheCurveItselfIsTheIndependentImplementations() {
    Golden golden = Golden.read("tanh_m2");
    LoggedSamples samples =
        LoggedSamples.of(
            2, golden.integers("rct/t"), golden.vector("rct/r"), golden.vector("rct/c"), null);
    double[] score = golden.vector("expected/aucc_score");
    assertThat(Aucc.area(samples, score, Aucc.Increments.OF_WHOLE_ARMS))
        .isCloseTo(golden.number("expected/aucc_ipw"), within(1e-12));
    assertThat(Aucc.area(samples, score, Aucc.Increments.OF_ROWS_SEEN))
        .isCloseTo(golden.number("expected/aucc_mean"), within(1e-12));
    // The grid of 200 steps over 60 rows overshoots: it records what is reached, not the line to
    // it.
    assertThat(Aucc.of(samples, score, 200)).isCloseTo(0.5915, within(1e-4));
  }

  /** Uplift in reward rises with the score, cost does not depend on it. */
  private static LoggedSamples drawn(Rng rng, int n, double[] score) {
    int[] arm = new int[n];
    double[] revenue = new double[n];
    double[] cost = new double[n];
    for (int i = 0; i < n; i++) {
      arm[i] = rng.nextInt(2);
      score[i] = rng.nextDouble();
      cost[i] = arm[i] == 1 && rng.nextDouble() < 0.6 ? 1 : 0;
      revenue[i] = rng.nextDouble() < 0.1 + 0.6 * arm[i] * score[i] ? 1 : 0;
    }
    return LoggedSamples.of(2, arm, revenue, cost, null);
  }

  @Test
  void theBootstrapIntervalCoversTheTrueArea() {
    Rng rng = new Rng(12);
    double[] score = new double[1_500];
    // Reward up to a share s of the cost: 1 - (1 - s)^2, with two thirds below it.
    double truth = 2.0 / 3;
    int covered = 0;
    for (int k = 0; k < 200; k++) {
      ValueEstimate estimate = Aucc.interval(drawn(rng, score.length, score), score, 200, 100, rng);
      assertThat(estimate.standardError()).isBetween(0.01, 0.04);
      covered += estimate.covers(truth) ? 1 : 0;
    }
    // 95 % of 200 within three standard deviations.
    assertThat(covered).isBetween(181, 199);
    LoggedSamples samples = drawn(rng, score.length, score);
    assertThat(Aucc.interval(samples, score, 200, 20, new Rng(1)))
        .isEqualTo(Aucc.interval(samples, score, 200, 20, new Rng(1)));
    assertThatThrownBy(() -> Aucc.interval(samples, score, 200, 1, rng))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void withoutIncrementsThereIsNoCurve() {
    assertThat(Aucc.of(pairs(new double[] {1}, new double[] {0}), new double[2], 200)).isNaN();
    assertThatThrownBy(() -> Aucc.of(pairs(new double[] {1}, new double[] {1}), new double[3], 5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
