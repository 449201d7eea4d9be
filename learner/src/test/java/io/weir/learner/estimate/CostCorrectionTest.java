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
        .isEqualTo(2, within(1e-6));
  }
}
