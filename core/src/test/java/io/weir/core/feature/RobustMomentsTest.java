package io.weir.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.random.Rng;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Robust mean and deviation. */
class RobustMomentsTest {
  private static RobustMoments normal(int n) {
    RobustMoments moments = new RobustMoments();
    Rng rng = new Rng(3);
    for (int i = 0; i < n; i++) {
      moments.add(5 + 2 * rng.nextGaussian());
    }
    return moments;
  }

  @Test
  void normalValuesKeepTheirMoments() {
    RobustMoments.Summary summary = normal(4_000).summary();
    assertThat(summary.mean()).isCloseTo(5, within(0.1));
    assertThat(summary.deviation()).isCloseTo(2, within(0.1));
    assertThat(summary.outliers()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e5, 1e9, 3.4e38, -1e300, Double.MAX_VALUE})
  void oneValueAmongAHundredMovesNeither(double outlier) {
    RobustMoments clean = normal(99);
    RobustMoments hit = normal(99);
    hit.add(outlier);
    assertThat(hit.summary().mean()).isCloseTo(clean.summary().mean(), within(0.5));
    assertThat(hit.summary().deviation())
        .isBetween(0.8 * clean.summary().deviation(), 1.8 * clean.summary().deviation());
    assertThat(hit.summary().outliers()).isEqualTo(1);
  }

  @Test
  void rareConversionsAreNoOutliers() {
    RobustMoments moments = new RobustMoments();
    for (int i = 0; i < 1_000; i++) {
      moments.add(i % 100 == 0 ? 30 : 0);
    }
    moments.add(1e8);
    assertThat(moments.summary().deviation()).isBetween(2.5, 12.0);
    assertThat(moments.summary().outliers()).isEqualTo(1);
  }

  @Test
  void whatHardlyVariesHasNoDeviation() {
    RobustMoments moments = new RobustMoments();
    for (int i = 0; i < 100; i++) {
      moments.add(i == 7 ? 1e5 : 3);
    }
    assertThat(moments.summary()).isEqualTo(new RobustMoments.Summary(3, 0, 1));
    assertThat(new RobustMoments().summary()).isEqualTo(new RobustMoments.Summary(0, 0, 0));
  }

  @Test
  void lognormalTailsLoseLittle() {
    RobustMoments moments = new RobustMoments();
    Rng rng = new Rng(4);
    for (int i = 0; i < 4_000; i++) {
      moments.add(Math.exp(2 * rng.nextGaussian()));
    }
    assertThat(moments.summary().outliers()).isBetween(10, 80);
    // The mean is e^2 = 7.4.
    assertThat(moments.summary().mean()).isBetween(5.0, 7.4);
  }

  @Test
  void holdsAsManyAsItSaysAndGoesOnAfterARestore() throws IOException {
    RobustMoments moments = normal(5_000);
    assertThat(moments.count()).isEqualTo(RobustMoments.CAPACITY);
    moments.add(Double.NaN);
    RobustMoments restored = RobustMoments.read(StateInput.of(StateOutput.bytesOf(moments::write)));
    assertThat(restored.summary()).isEqualTo(moments.summary());
  }

  @Test
  void standsForASeriesOfWhichOnlyTheMomentsAreKnown() {
    RobustMoments.Summary summary = RobustMoments.around(1_000, 7, 3).summary();
    assertThat(summary.mean()).isCloseTo(7, within(1e-12));
    assertThat(summary.deviation()).isCloseTo(3, within(0.01));
    assertThat(RobustMoments.around(0, 0, 0).count()).isZero();
  }
}
