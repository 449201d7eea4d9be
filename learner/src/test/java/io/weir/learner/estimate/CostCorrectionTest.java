package io.weir.learner.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CostCorrectionTest {
  private static final MeanEstimate NOTHING = MeanEstimate.unknown();

  @Test
  void nothingKnownIsNoCorrection() {
    assertThat(CostCorrection.of(NOTHING, NOTHING)).isEqualTo(CostCorrection.none());
  }

  @Test
  void evidenceCountsByItsPrecision() {
    MeanEstimate sure = MeanEstimate.of(1.6, 0.004, 5_000);
    assertThat(CostCorrection.of(sure, NOTHING).factor()).isCloseTo(1.6, within(0.001));
    MeanEstimate vague = MeanEstimate.of(1.6, 1, 20);
    assertThat(CostCorrection.of(vague, NOTHING).factor()).isCloseTo(1, within(0.02));
    MeanEstimate served = MeanEstimate.of(0.9, 0.02, 10_000);
    CostCorrection both = CostCorrection.of(MeanEstimate.of(1.2, 0.03, 900), served);
    assertThat(both.factor()).isBetween(0.9, 1.0);
    assertThat(both.standardError()).isLessThan(0.02);
  }

  @Test
  void aWildEstimateDoesNotRunAway() {
    assertThat(CostCorrection.of(MeanEstimate.of(500, 1e-9, 1e6), NOTHING).factor())
        .isEqualTo(8, within(0.02));
  }

  @Test
  void thePriorGivesWayToEvidenceBeyondDoubt() {
    CostCorrection far = CostCorrection.of(NOTHING, MeanEstimate.of(2.2, 0.22, 10_000));
    assertThat(far.factor()).isBetween(1.9, 2.2);
    CostCorrection near = CostCorrection.of(NOTHING, MeanEstimate.of(1.1, 0.22, 10_000));
    assertThat(near.factor()).as("chance may as well explain it").isBetween(1.0, 1.05);
  }

  /** Of rare costs a sample mostly has too few: what it says is no bound from above. */
  @Test
  void aSourceThatHasSeenFewCostsIsWideAbove() {
    MeanEstimate served = MeanEstimate.of(1.5, 0.15, 10_000);
    MeanEstimate symmetric = new MeanEstimate(0.5, 0.2, 0, 800, 63);
    MeanEstimate skewed = new MeanEstimate(0.5, 0.2, 1.5, 800, 63);
    assertThat(CostCorrection.of(skewed, served).factor())
        .isGreaterThan(CostCorrection.of(symmetric, served).factor() + 0.1);
  }
}
