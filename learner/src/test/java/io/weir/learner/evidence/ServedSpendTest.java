package io.weir.learner.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.learner.estimate.MeanEstimate;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ServedSpendTest {
  @Test
  void findsTheRatioAndForgets() {
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
