package io.weir.learner.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedEvidenceTest {
  private static final double[] FREE_ARM_BEST = {1, 0, 0, 1};

  /** Samples of one stretch of a campaign: the holdout's, and those of the policy before. */
  private static void stream(
      JudgedRows rows,
      Stretches stretches,
      SplittableRandom random,
      int samples,
      double holdout,
      double level,
      int[] clock) {
    for (int i = 0; i < samples; i++) {
      clock[0]++;
      if (random.nextDouble() < holdout) {
        int arm = random.nextInt(2);
        double revenue = level * (1 + 0.3 * random.nextGaussian());
        rows.add(
            new JudgedRow(
                new RandomizedOutcome(random.nextInt(64), arm, 0.5, revenue, 0),
                clock[0],
                stretches.present(),
                arm,
                FREE_ARM_BEST,
                -1,
                -1,
                new double[0]));
        stretches.count(true);
      } else {
        stretches.addOldPolicy(1.5 * level * (1 + 0.3 * random.nextGaussian()), 0);
        stretches.count(false);
      }
    }
    stretches.end();
  }

  @ParameterizedTest
  @CsvSource({
    "0.02, 0.5, 1, 2",
    "0.02, 0.5, 1, 3",
    "0.5, 0.02, 3, 1",
    "0.2, 0.2, 1, 3",
    "0.9, 0.1, 1, 9"
  })
  void anOldPolicyThatEarnsMoreIsFoundBetterWhateverTheHoldoutAndTheSeason(
      double holdoutBefore, double holdoutAfter, double levelBefore, double levelAfter) {
    SplittableRandom random = new SplittableRandom(8);
    JudgedRows rows = new JudgedRows(2);
    Stretches stretches = new Stretches();
    int[] clock = new int[1];
    stream(rows, stretches, random, 3_000, holdoutBefore, levelBefore, clock);
    stream(rows, stretches, random, 2_500, holdoutAfter, levelAfter, clock);
    Evidence evidence =
        new PairedEvidence(rows.gather(0, 0, rows.end(), Lineage.ofCandidates(), 1_000), 1)
            .candidatesAgainstOldPolicy(stretches, 1);
    assertThat(evidence.gainUpper()).isNegative();
    // Half of the level of the time, which the reference had half as much again of.
    assertThat(evidence.gain() / evidence.referenceValue()).isBetween(-0.36, -0.3);
  }

  @Test
  void comparisonsKeepTheirLevelAndFindWhatIsThere() {
    SplittableRandom random = new SplittableRandom(9);
    int wrong = 0;
    int found = 0;
    int runs = 400;
    for (int run = 0; run < runs; run++) {
      JudgedRows rows = new JudgedRows(2);
      for (int i = 0; i < 1_000; i++) {
        double x = random.nextDouble();
        int arm = random.nextInt(2);
        // Arm 1 gains for x above a half and loses as much below; it costs 1.
        double revenue = 1 + arm * (x > 0.5 ? 0.4 : -0.4) + random.nextGaussian();
        double[] right = {1, x > 0.5 ? 1.4 : 0.6, 0, 1};
        double[] blind = {1, i % 2, 0, 1};
        int live = i % 2;
        rows.add(
            new JudgedRow(
                new RandomizedOutcome(random.nextInt(64), arm, 0.5, revenue, arm),
                i,
                0,
                x > 0.5 ? 1 : 0,
                right,
                4,
                live,
                blind));
      }
      PairedEvidence evidence =
          new PairedEvidence(rows.gather(0, 0, 1_000, Lineage.ofCandidates(), 1e9), 1.96);
      Evidence blind = evidence.liveAgainstRandom(4, 0.5);
      wrong += blind.gainLower() > 0 || blind.gainUpper() < 0 ? 1 : 0;
      Evidence better = evidence.candidatesAgainstLive(4, 0.1);
      found += better.gainLower() > 0 ? 1 : 0;
      assertThat(better.gainUpper()).isGreaterThan(0.05);
    }
    assertThat(wrong).isLessThanOrEqualTo(34);
    assertThat(found).isGreaterThan(runs / 2);
  }

  /** What candidates of its time did must not hold back those of today for ever. */
  @Test
  void anOldPolicyThatDecidesNoMoreFadesFromTheRecord() {
    SplittableRandom random = new SplittableRandom(3);
    JudgedRows rows = new JudgedRows(2);
    Stretches stretches = new Stretches();
    int[] clock = new int[1];
    stream(rows, stretches, random, 4_000, 0.4, 1, clock);
    assertThat(record(rows).shareBesideOldPolicy(stretches)).isGreaterThan(0.95);
    stream(rows, stretches, random, 1_500, 1, 1, clock);
    PairedEvidence after = record(rows);
    assertThat(after.candidatesAgainstOldPolicy(stretches, 1).samples())
        .as("rows behind the comparison do not tell: all of them are old")
        .isGreaterThan(after.candidatesAgainstRandom(1).samples() / 2);
    assertThat(after.shareBesideOldPolicy(stretches)).isLessThan(0.4);
  }

  private static PairedEvidence record(JudgedRows rows) {
    return new PairedEvidence(rows.gather(0, 0, rows.end(), Lineage.ofCandidates(), 1_000), 1);
  }

  @Test
  void aComparisonWithNothingIsUnknown() {
    PairedEvidence none =
        new PairedEvidence(new JudgedRows(2).gather(0, 0, 0, Lineage.ofCandidates(), 1), 1);
    assertThat(none.candidatesAgainstLive(1, 0.5).samples()).isZero();
    assertThat(none.candidatesAgainstOldPolicy(new Stretches(), 1).samples()).isZero();
    assertThat(none.candidatesAgainstRandom(1).samples()).isZero();
  }
}
