package io.weir.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.allocation.LoggedSamples;
import io.weir.core.allocation.Predictions;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PolicyComparisonTest {
  /**
   * Arm 1 brings 1 + x and costs 1, arm 0 brings 1 and costs nothing; the candidate's threshold on
   * x is off by less.
   */
  private static final int N = 1000;

  private record Trial(LoggedSamples samples, Predictions candidate, Predictions incumbent) {}

  private static Trial trial(SplittableRandom random) {
    int[] arm = random.ints(N, 0, 2).toArray();
    double[] revenue = new double[N];
    double[] cost = new double[N];
    double[] half = new double[N];
    double[] good = new double[2 * N];
    double[] worse = new double[2 * N];
    double[] costs = new double[2 * N];
    for (int i = 0; i < N; i++) {
      double x = random.nextDouble();
      revenue[i] = 1 + arm[i] * x + random.nextDouble();
      cost[i] = arm[i];
      half[i] = 0.5;
      costs[2 * i + 1] = 1;
      good[2 * i + 1] = x;
      worse[2 * i + 1] = x - 0.2;
    }
    return new Trial(
        LoggedSamples.of(2, arm, revenue, cost, half),
        Predictions.of(good, costs, 2),
        Predictions.of(worse, costs, 2));
  }

  @Test
  void theDifferenceIsCoveredAndFarMorePreciseThanTheValues() {
    SplittableRandom random = new SplittableRandom(21);
    // At price one half: candidate treats x > 0.5, incumbent x > 0.7; between, the gain is x.
    double truth = (0.7 * 0.7 - 0.5 * 0.5) / 2;
    int runs = 1000;
    int covered = 0;
    int costCovered = 0;
    Moments values = new Moments();
    double paired = 0;
    double apart = 0;
    for (int run = 0; run < runs; run++) {
      Trial trial = trial(random);
      PolicyComparison found =
          PolicyComparison.of(trial.samples, trial.candidate, 0.5, trial.incumbent, 0.5);
      ValueEstimate revenue = found.revenue().horvitzThompson();
      values.add(revenue.value());
      covered += revenue.covers(truth) ? 1 : 0;
      costCovered += found.cost().horvitzThompson().covers(0.2) ? 1 : 0;
      paired += revenue.standardError();
      apart +=
          Math.hypot(
              PolicyEvaluation.of(trial.samples, trial.candidate, 0.5)
                  .revenue()
                  .horvitzThompson()
                  .standardError(),
              PolicyEvaluation.of(trial.samples, trial.incumbent, 0.5)
                  .revenue()
                  .horvitzThompson()
                  .standardError());
      assertThat(found.disagreements()).isBetween(N / 10L, N * 3L / 10);
    }
    assertThat(values.meanX()).isCloseTo(truth, within(4 * Math.sqrt(values.varianceX() / runs)));
    assertThat(covered / (double) runs).isBetween(0.93, 0.97);
    assertThat(costCovered / (double) runs).isBetween(0.93, 0.97);
    assertThat(paired).isLessThan(0.7 * apart);
  }

  @Test
  void aPolicyIsNoBetterThanItself() {
    Trial trial = trial(new SplittableRandom(22));
    PolicyComparison found =
        PolicyComparison.of(trial.samples, trial.candidate, 0.5, trial.candidate, 0.5);
    assertThat(found.disagreements()).isZero();
    assertThat(found.revenue().horvitzThompson().value()).isZero();
    assertThat(found.revenue().doublyRobust().upper()).isZero();
    assertThatThrownBy(
            () ->
                PolicyComparison.of(
                    trial.samples,
                    trial.candidate,
                    0.5,
                    Predictions.of(new double[2], new double[2], 2),
                    0.5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
