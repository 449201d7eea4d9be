package io.weir.learner.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.learner.Fixtures;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.train.FrozenWindow;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final int ROWS = 2000;

  /** Two arms at one half each; arm 1 earns 2 and costs 1, arm 0 earns 1 and costs nothing. */
  private static FrozenWindow window(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] arm = new int[ROWS];
    double[] revenue = new double[ROWS];
    double[] cost = new double[ROWS];
    double[] propensity = new double[ROWS];
    Arrays.fill(propensity, 0.5);
    for (int i = 0; i < ROWS; i++) {
      arm[i] = random.nextInt(2);
      revenue[i] = 1 + arm[i] + random.nextDouble(-1, 1);
      cost[i] = arm[i];
    }
    return Fixtures.window(arm, revenue, cost, propensity);
  }

  private static PolicyEvaluation always(FrozenWindow window, int arm) {
    int[] chosen = new int[window.rows()];
    Arrays.fill(chosen, arm);
    return PolicyEvaluation.of(window, chosen);
  }

  private static Gate gate(String mode, String tolerance) {
    return new Gate(
        LearningOptions.parse(Map.of(), Map.of("gate.mode", mode, "gate.tolerance", tolerance)));
  }

  @Test
  void evaluationFindsValueCostAndInterval() {
    FrozenWindow window = window(1);
    PolicyEvaluation gift = always(window, 1);
    assertThat(gift.value()).isCloseTo(2, within(0.06));
    assertThat(gift.cost()).isCloseTo(1, within(1e-12));
    assertThat(gift.effectiveSamples()).isCloseTo(ROWS / 2.0, within(100.0));
    assertThat(gift.halfWidth()).isCloseTo(1.96 * Math.sqrt(1 / 3.0 / 1000), within(0.003));
    assertThat(gift.differenceHalfWidth(gift)).isZero();
  }

  @Test
  void intervalCoversTheTruthAsOftenAsItSays() {
    int covered = 0;
    for (int seed = 0; seed < 400; seed++) {
      PolicyEvaluation gift = always(window(seed), 1);
      covered += Math.abs(gift.value() - 2) <= gift.halfWidth() ? 1 : 0;
    }
    assertThat(covered).isBetween(365, 394);
  }

  @Test
  void significantlyWorseCandidateIsRefused() {
    FrozenWindow window = window(2);
    PolicyEvaluation good = always(window, 1);
    PolicyEvaluation bad = always(window, 0);
    assertThat(gate("NOT_WORSE", "0.02").judge(bad, 1, good))
        .isEqualTo(GateVerdict.WORSE_THAN_LIVE);
    assertThat(gate("NOT_WORSE", "0.9").judge(bad, 1, good)).isEqualTo(GateVerdict.ACCEPTED);
    assertThat(gate("GUARDS", "0").judge(bad, 1, good)).isEqualTo(GateVerdict.ACCEPTED);
    assertThat(gate("LOWER_BOUND", "0").judge(good, 1, bad)).isEqualTo(GateVerdict.ACCEPTED);
  }

  @Test
  void costBeyondBudgetAndThinEvidenceAreRefused() {
    FrozenWindow window = window(3);
    assertThat(gate("GUARDS", "0").judge(always(window, 1), 0.5, null))
        .isEqualTo(GateVerdict.OVER_BUDGET);
    FrozenWindow few =
        Fixtures.window(
            new int[] {0, 1}, new double[] {1, 2}, new double[] {0, 1}, new double[] {0.5, 0.5});
    assertThat(gate("GUARDS", "0").judge(always(few, 1), 10, null))
        .isEqualTo(GateVerdict.TOO_FEW_SAMPLES);
    assertThat(gate("GUARDS", "0").judgeWindow(few, new double[] {0.5, 0.5}))
        .isEqualTo(GateVerdict.DEGENERATE_WINDOW);
    assertThat(gate("GUARDS", "0").judgeWindow(window, new double[] {0.5, 0.5})).isNull();
  }

  @Test
  void valueThatIsNoNumberIsRefused() {
    FrozenWindow window = window(4);
    window.revenue()[7] = Double.NaN;
    assertThat(gate("GUARDS", "0").judge(always(window, window.arm()[7]), 10, null))
        .isEqualTo(GateVerdict.NOT_FINITE);
  }
}
