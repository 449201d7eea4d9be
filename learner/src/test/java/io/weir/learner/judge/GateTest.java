package io.weir.learner.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.Fixtures;
import io.weir.learner.estimate.MeanEstimate;
import io.weir.learner.evidence.Evidence;
import io.weir.learner.evidence.PolicyJudgement;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.train.FrozenWindow;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final int ROWS = 2000;

  /** Two arms at one half each. */
  private static FrozenWindow window(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Fixtures.window(random.ints(ROWS, 0, 2).toArray());
  }

  private static Gate gate(String mode, String tolerance) {
    return new Gate(
        LearningOptions.parse(Map.of(), Map.of("gate.mode", mode, "gate.tolerance", tolerance)));
  }

  private static PolicyJudgement judgement(double cost, double costError, double samples) {
    MeanEstimate value = MeanEstimate.of(2, 0.1, 500);
    return new PolicyJudgement(
        value, MeanEstimate.of(cost, costError, 500), MeanEstimate.of(1, 0.1, 500), value, samples);
  }

  private static Evidence evidence(
      Evidence.Reference reference, double samples, double gain, double half) {
    return new Evidence(reference, samples, gain, half, 100, 1, 0.1);
  }

  private static GateVerdict judge(String mode, String tolerance, Evidence... evidence) {
    // One tenth of the budget's worth: a price of 2 at a budget of 1.
    return gate(mode, tolerance).judgeEvidence(List.of(evidence), 2, 1);
  }

  @Test
  void toleranceIsAShareOfTheBudgetsWorthAndNotOfRevenue() {
    assertThat(gate("LOWER_BOUND", "0.1").tolerance(2, 1)).isEqualTo(0.2);
    assertThat(gate("LOWER_BOUND", "0.1").tolerance(Double.POSITIVE_INFINITY, 1)).isZero();
    Evidence slightlyWorse = evidence(Evidence.Reference.RANDOM, 500, -0.05, 0.1);
    assertThat(judge("LOWER_BOUND", "0.1", slightlyWorse)).isNull();
    assertThat(judge("LOWER_BOUND", "0.01", slightlyWorse)).isEqualTo(GateVerdict.NOT_PROVEN);
    // A reference value of 100 would tolerate a loss of 10.
    Evidence worse = evidence(Evidence.Reference.RANDOM, 500, -1, 0.1);
    assertThat(judge("LOWER_BOUND", "0.1", worse)).isEqualTo(GateVerdict.WORSE_THAN_BASELINE);
    assertThat(judge("GUARDS", "0.1", worse)).isNull();
  }

  @Test
  void everyReferenceMustBeMet() {
    Evidence good = evidence(Evidence.Reference.RANDOM, 500, 1, 0.1);
    Evidence bad = evidence(Evidence.Reference.OLD_POLICY, 500, -1, 0.1);
    Evidence thin = evidence(Evidence.Reference.OLD_POLICY, 20, 5, 0.1);
    assertThat(judge("LOWER_BOUND", "0.1", good)).isNull();
    assertThat(judge("LOWER_BOUND", "0.1", bad, good)).isEqualTo(GateVerdict.WORSE_THAN_BASELINE);
    assertThat(judge("LOWER_BOUND", "0.1", thin, good)).isEqualTo(GateVerdict.NOT_PROVEN);
    Evidence live = evidence(Evidence.Reference.LIVE, 500, -1, 0.1);
    assertThat(judge("NOT_WORSE", "0.1", live)).isEqualTo(GateVerdict.WORSE_THAN_LIVE);
  }

  @Test
  void aSuccessorIsRefusedOnlyWhereItIsWorseBeyondDoubt() {
    Evidence thin = evidence(Evidence.Reference.LIVE, 20, -0.1, 0.5);
    assertThat(judge("FIRST_PROVEN", "0.1", thin)).isNull();
    assertThat(judge("NOT_WORSE", "0.1", thin)).isNull();
    assertThat(judge("LOWER_BOUND", "0.1", thin)).isEqualTo(GateVerdict.NOT_PROVEN);
    Evidence worse = evidence(Evidence.Reference.LIVE, 20, -1, 0.5);
    assertThat(judge("FIRST_PROVEN", "0.1", worse)).isEqualTo(GateVerdict.WORSE_THAN_LIVE);
    assertThat(gate("FIRST_PROVEN", "0.1").standardErrors(Evidence.Reference.LIVE)).isEqualTo(2);
    assertThat(gate("FIRST_PROVEN", "0.1").standardErrors(Evidence.Reference.RANDOM)).isEqualTo(1);
    assertThat(gate("FIRST_PROVEN", "0.1").standardErrors(Evidence.Reference.OLD_POLICY)).isZero();
    assertThat(gate("LOWER_BOUND", "0.1").standardErrors(Evidence.Reference.LIVE)).isEqualTo(1);
    assertThat(gate("LOWER_BOUND", "0.1").standardErrors(Evidence.Reference.OLD_POLICY))
        .isEqualTo(1);
  }

  @Test
  void standardErrorsSayHowFarProofReaches() {
    Gate strict =
        new Gate(
            LearningOptions.parse(
                Map.of(), Map.of("gate.mode", "LOWER_BOUND", "gate.standard-errors", "1.64")));
    for (Evidence.Reference reference : Evidence.Reference.values()) {
      assertThat(strict.standardErrors(reference)).isEqualTo(1.64);
    }
  }

  @Test
  void aLiveModelDoesHarmIfItIsWorseThanChanceBeyondDoubt() {
    Gate gate = gate("LOWER_BOUND", "0.1");
    assertThat(gate.doesHarm(evidence(Evidence.Reference.RANDOM, 500, -0.3, 0.2))).isTrue();
    assertThat(gate.doesHarm(evidence(Evidence.Reference.RANDOM, 500, -0.1, 0.2))).isFalse();
    assertThat(gate.doesHarm(evidence(Evidence.Reference.RANDOM, 50, -0.3, 0.2))).isFalse();
  }

  @Test
  void costBeyondBudgetAndThinEvidenceAreRefused() {
    Gate gate = gate("LOWER_BOUND", "0");
    PolicyJudgement known = judgement(1, 0.05, 500);
    assertThat(gate.judge(known, 2, 1, 0.05, 0.5)).isEqualTo(GateVerdict.OVER_BUDGET);
    assertThat(gate.judge(known, 2, 1, 0.4, 0.5)).isEqualTo(GateVerdict.ACCEPTED);
    assertThat(gate.judge(judgement(1, 0.05, 3), 2, 1, 0.05, 10))
        .isEqualTo(GateVerdict.TOO_FEW_SAMPLES);
    assertThat(gate.judge(known, Double.NaN, 1, 0.05, 10)).isEqualTo(GateVerdict.NOT_FINITE);
    FrozenWindow few = Fixtures.window(new int[] {0, 1});
    assertThat(gate.judgeWindow(few, new double[] {0.5, 0.5}))
        .isEqualTo(GateVerdict.DEGENERATE_WINDOW);
    assertThat(gate.judgeWindow(window(3), new double[] {0.5, 0.5})).isNull();
  }
}
