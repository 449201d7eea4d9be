package io.weir.learner.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
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

  @Test
  void servedSpendFindsTheRatioAndForgets() {
    SplittableRandom random = new SplittableRandom(4);
    ServedSpend served = new ServedSpend();
    assertThat(served.ratio().rows()).isZero();
    for (int slide = 0; slide < 12; slide++) {
      for (int i = 0; i < 4_000; i++) {
        double claim = 0.2 + 0.2 * random.nextDouble();
        double mean = slide < 6 ? 1.3 * claim : claim;
        served.add(random.nextInt(64), random.nextDouble() < 0.2 ? 5 * mean : 0, claim);
      }
      if (slide == 5) {
        MeanEstimate ratio = served.ratio();
        assertThat(ratio.value()).isCloseTo(1.3, within(3 * ratio.standardError()));
        assertThat(ratio.standardError()).isLessThan(0.03);
      }
      served.slide();
    }
    assertThat(served.ratio().value()).isCloseTo(1, within(0.1));
  }
}
