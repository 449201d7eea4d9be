package io.weir.learner.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.learner.options.GateOptions;
import io.weir.learner.options.LearningOptions;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the gate makes of a candidate's record. */
class CandidateRecordTest {
  private static final LearningOptions STRICT =
      LearningOptions.parse(
          Map.of(), Map.of("gate.mode", "LOWER_BOUND", "gate.standard-errors", "1.28"));
  private static final double ERRORS = STRICT.get(GateOptions.GATE_STANDARD_ERRORS);

  /** Rows of a candidate whose value differs from the live model's by the given mean. */
  private static CandidateRecord againstLive(double meanGain, int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    CandidateRecord record = new CandidateRecord();
    for (int i = 0; i < rows; i++) {
      double live = 1 + random.nextDouble(-1, 1);
      double gain = meanGain + random.nextDouble(-1, 1);
      record.addAgainstLive(BucketedMeans.bucketOf("u" + i), live + gain, 0.1, live, 0.1);
    }
    return record;
  }

  private static GateVerdict judge(CandidateRecord record) {
    return new Gate(STRICT).judgeEvidence(List.of(record.againstLive(0, ERRORS)), 1);
  }

  @Test
  void aBetterCandidatePassesAndAWorseOneDoesNot() {
    assertThat(judge(againstLive(0.2, 2_000, 1))).isNull();
    assertThat(judge(againstLive(-0.2, 2_000, 2))).isEqualTo(GateVerdict.WORSE_THAN_LIVE);
    assertThat(judge(againstLive(0.2, 50, 3))).isEqualTo(GateVerdict.NOT_PROVEN);
  }

  @Test
  void aCandidateAtTheEdgeOfToleranceIsLetThroughOneTimeInTen() {
    int passed = 0;
    for (int seed = 0; seed < 1_000; seed++) {
      passed += judge(againstLive(-0.1, 400, 100 + seed)) == null ? 1 : 0;
    }
    assertThat(passed).isBetween(70, 135);
  }

  @Test
  void theDefaultAsksEveryModelForProofWithinATenth() {
    Gate gate = new Gate(LearningOptions.defaults());
    for (Evidence.Reference reference : Evidence.Reference.values()) {
      Evidence vague = new Evidence(reference, 500, 0, 0.11, 1, 0.1, 0.01);
      Evidence clear = new Evidence(reference, 500, 0, 0.09, 1, 0.1, 0.01);
      assertThat(gate.judgeEvidence(List.of(vague), 1)).isEqualTo(GateVerdict.NOT_PROVEN);
      assertThat(gate.judgeEvidence(List.of(clear), 1)).isNull();
    }
  }

  /** A gain of zero with a wide interval: no reason to keep a model back, but no proof either. */
  @Test
  void firstProvenAsksAFirstModelForProofAndALaterOneNotToBeWorse() {
    Gate gate =
        new Gate(
            LearningOptions.parse(
                Map.of(), Map.of("gate.mode", "FIRST_PROVEN", "gate.tolerance", "0.02")));
    Evidence later = new Evidence(Evidence.Reference.LIVE, 500, 0, 0.5, 1, 0.1, 0.01);
    Evidence first = new Evidence(Evidence.Reference.OLD_POLICY, 500, 0, 0.5, 1, 0.1, 0.01);
    assertThat(gate.judgeEvidence(List.of(later), 1)).isNull();
    assertThat(gate.judgeEvidence(List.of(first), 1)).isEqualTo(GateVerdict.NOT_PROVEN);
    Evidence worse = new Evidence(Evidence.Reference.LIVE, 500, -0.5, 0.1, 1, 0.1, 0.01);
    assertThat(gate.judgeEvidence(List.of(worse), 1)).isEqualTo(GateVerdict.WORSE_THAN_LIVE);
  }

  @Test
  void unitsThatComeAgainCountForLess() {
    CandidateRecord once = new CandidateRecord();
    CandidateRecord again = new CandidateRecord();
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 1_000; i++) {
      double gain = random.nextDouble(-1, 1);
      int bucket = BucketedMeans.bucketOf("u" + i);
      once.addAgainstLive(bucket, 1 + gain, 0, 1, 0);
      for (int repeat = 0; repeat < 9; repeat++) {
        again.addAgainstLive(bucket, 1 + gain, 0, 1, 0);
      }
    }
    assertThat(again.againstLive(0, 1).gainHalfWidth())
        .isCloseTo(once.againstLive(0, 1).gainHalfWidth(), within(1e-12));
  }

  /** The free arm brings 1, the old policy 3 at a cost of 2; with a budget of 1 half of it is 2. */
  @Test
  void anOldPolicyThatIsTooDearCountsForWhatTheBudgetPaysFor() {
    CandidateRecord record = new CandidateRecord();
    BucketedMeans old = new BucketedMeans(2);
    for (int i = 0; i < 1_000; i++) {
      int bucket = BucketedMeans.bucketOf("u" + i);
      record.addFirst(bucket, 2.5, 1, new RandomizedOutcome(bucket, 1, 0.5, 1.8, 4), 1);
      old.add(bucket, 3, 2);
    }
    Evidence againstOld = record.againstOldPolicy(1, old.column(0), 2, ERRORS);
    assertThat(againstOld.referenceValue()).isCloseTo(2, within(1e-9));
    assertThat(againstOld.gain()).isCloseTo(0.5, within(1e-9));
    // Chance costs 4: a quarter of it and three quarters of the free arm.
    Evidence againstRandom = record.againstRandom(1, ERRORS);
    assertThat(againstRandom.referenceValue()).isCloseTo(0.25 * 1.8 + 0.75, within(1e-9));
    assertThat(new Gate(STRICT).judgeEvidence(List.of(againstOld, againstRandom), 1)).isNull();
    assertThat(new Gate(STRICT).judgeEvidence(List.of(againstOld, againstRandom), 0.5))
        .isEqualTo(GateVerdict.OVER_BUDGET);
  }

  /** Half a unit more revenue for half a currency unit more: a loss at a price of 2. */
  @Test
  void spendCountsAtThePriceThatServes() {
    CandidateRecord record = new CandidateRecord();
    for (int i = 0; i < 500; i++) {
      record.addAgainstLive(BucketedMeans.bucketOf("u" + i), 1.5, 0.9, 1, 0.4);
    }
    assertThat(record.againstLive(0, ERRORS).gain()).isCloseTo(0.5, within(1e-9));
    assertThat(record.againstLive(2, ERRORS).gain()).isCloseTo(-0.5, within(1e-9));
  }

  @Test
  void oldSamplesFade() {
    CandidateRecord record = againstLive(-0.5, 3_000, 6);
    record.limitTo(300);
    for (int i = 0; i < 900; i++) {
      record.addAgainstLive(BucketedMeans.bucketOf("v" + i), 1.5, 0, 1, 0);
    }
    Evidence evidence = record.againstLive(0, ERRORS);
    assertThat(evidence.samples()).isCloseTo(1_200, within(1e-6));
    assertThat(evidence.gain()).isCloseTo(0.25, within(0.02));
  }
}
