package io.weir.learner.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.estimate.MeanEstimate;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A world of two arms: arm 1 costs 1 and brings {@code effect} to a share {@code x > threshold} of
 * the people, nothing to the others; the policy gives it to just these.
 */
class EqualCostGainsTest {
  private static final double EFFECT = 0.6;
  private static final int RUNS = 400;

  private record Stream(JudgedRows rows, Stretches stretches) {
    EqualCostGains gains() {
      return new EqualCostGains(rows.gather(0, 0, rows.end(), Lineage.ofCandidates(), 1e9), -1);
    }
  }

  /**
   * Draws a stream.
   *
   * @param wanted share of the people that the policy pays for, all of whom gain
   * @param paid probability of arm 1 in the holdout
   * @param conversion share of impressions that earn anything
   * @param oldShare share of the people whom the old policy pays for, at random
   */
  private static Stream draw(
      SplittableRandom random,
      int samples,
      double wanted,
      double paid,
      double conversion,
      double oldShare) {
    JudgedRows rows = new JudgedRows(2);
    Stretches stretches = new Stretches();
    for (int i = 0; i < samples; i++) {
      boolean gains = random.nextDouble() < wanted;
      int arm = random.nextDouble() < paid ? 1 : 0;
      rows.add(
          new JudgedRow(
              new RandomizedOutcome(
                  random.nextInt(64),
                  arm,
                  arm == 1 ? paid : 1 - paid,
                  revenue(random, gains && arm == 1, conversion),
                  arm),
              i,
              stretches.present(),
              gains ? 1 : 0,
              new double[] {1, gains ? 1 + EFFECT : 1, 0, 1},
              -1,
              -1,
              new double[0]));
      stretches.count(true);
      if (i % 2 == 0) {
        boolean given = random.nextDouble() < oldShare;
        stretches.addOldPolicy(
            revenue(random, given && random.nextDouble() < wanted, conversion), given ? 1 : 0);
        stretches.count(false);
      }
    }
    return new Stream(rows, stretches);
  }

  private static double revenue(SplittableRandom random, boolean effect, double conversion) {
    double level = 1 + (effect ? EFFECT : 0);
    return random.nextDouble() < conversion
        ? level / conversion * (1 + 0.2 * random.nextGaussian())
        : 0;
  }

  /** Gain of giving arm 1 to those who gain, over giving it to anyone, both at the lesser cost. */
  private static double truth(double wanted, double otherShare) {
    double common = Math.min(wanted, otherShare);
    return common * EFFECT - common * wanted * EFFECT;
  }

  @ParameterizedTest
  @CsvSource({"0.3, 0.5, 1", "0.8, 0.5, 1", "0.3, 0.2, 1", "0.4, 0.5, 0.1"})
  void gainsAreUnbiasedAndTheirIntervalsCover(double wanted, double paid, double conversion) {
    SplittableRandom random = new SplittableRandom(11);
    double oldShare = 0.6;
    double randomTruth = truth(wanted, paid);
    double oldTruth = truth(wanted, oldShare);
    int randomCovered = 0;
    int oldCovered = 0;
    double randomSum = 0;
    double oldSum = 0;
    for (int run = 0; run < RUNS; run++) {
      Stream stream = draw(random, 2_000, wanted, paid, conversion, oldShare);
      MeanEstimate overRandom = stream.gains().overRandom();
      MeanEstimate overOld = stream.gains().overOldPolicy(stream.stretches());
      assertThat(overRandom).isNotNull();
      assertThat(overOld).isNotNull();
      randomSum += overRandom.value();
      oldSum += overOld.value();
      randomCovered += covers(overRandom, randomTruth) ? 1 : 0;
      oldCovered += covers(overOld, oldTruth) ? 1 : 0;
    }
    double noise = 0.15 / Math.sqrt(RUNS * conversion);
    assertThat(randomSum / RUNS).isCloseTo(randomTruth, org.assertj.core.data.Offset.offset(noise));
    assertThat(oldSum / RUNS).isCloseTo(oldTruth, org.assertj.core.data.Offset.offset(noise));
    assertThat(randomCovered / (double) RUNS).isBetween(0.92, 0.98);
    assertThat(oldCovered / (double) RUNS).isBetween(0.92, 0.98);
  }

  private static boolean covers(MeanEstimate estimate, double truth) {
    return estimate.lower() <= truth && truth <= estimate.upper();
  }

  @Test
  void whoeverSpendsLessIsNotBlamedForIt() {
    // At its own cost chance earns more than the policy, which pays for three in a hundred.
    SplittableRandom random = new SplittableRandom(12);
    Stream stream = draw(random, 8_000, 0.03, 0.9, 1, 0.9);
    MeanEstimate overRandom = stream.gains().overRandom();
    assertThat(overRandom).isNotNull();
    assertThat(overRandom.lower()).isPositive();
  }

  @Test
  void whatCannotBeToldIsNotReported() {
    Map<String, Double> diagnostics = new TreeMap<>();
    JudgedSample none = new JudgedRows(2).gather(0, 0, 0, Lineage.ofCandidates(), 1);
    new EqualCostGains(none, -1).report(new Stretches(), diagnostics);
    assertThat(diagnostics).isEmpty();
    // The old policy never paid for anything: nothing costs as much as it did.
    Stream stream = draw(new SplittableRandom(13), 500, 0.5, 0.5, 1, 0);
    stream.gains().report(stream.stretches(), diagnostics);
    assertThat(diagnostics)
        .containsKeys("equalCostGainOverRandomLower", "equalCostGainOverRandomUpper")
        .doesNotContainKey("equalCostGainOverOldPolicy");
  }
}
