package io.weir.learner.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Scales of a warm-up. */
class ScalingEstimatorTest {
  private static ScalingEstimator warmedUp(int n, double revenueOutlier, float featureOutlier) {
    ScalingEstimator estimator = new ScalingEstimator(2);
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < n; i++) {
      float first = (float) random.nextGaussian(40, 10);
      float second = i == 37 && featureOutlier != 0 ? featureOutlier : (float) random.nextDouble();
      double revenue = i == 11 && revenueOutlier != 0 ? revenueOutlier : random.nextGaussian(9, 3);
      estimator.add(List.of(first, second), true, revenue, random.nextDouble());
    }
    return estimator;
  }

  @Test
  void oneRevenueAmongAHundredSetsNoScale() {
    InputScaling clean = warmedUp(100, 0, 0).fix();
    for (double outlier : new double[] {1e5, -1e9, 1e300}) {
      InputScaling hit = warmedUp(100, outlier, 0).fix();
      assertThat(hit.revenueScale()).isCloseTo(clean.revenueScale(), within(2.0));
      assertThat(hit.revenueCentre()).isCloseTo(clean.revenueCentre(), within(0.5));
    }
    assertThat(clean.revenueScale()).isCloseTo(3, within(0.6));
    assertThat(clean.revenueCentre()).isCloseTo(9, within(1.0));
  }

  @Test
  void oneFeatureSetsNoScale() {
    InputScaling clean = warmedUp(1_000, 0, 0).fix();
    for (float outlier : new float[] {1e9f, Float.MAX_VALUE}) {
      InputScaling hit = warmedUp(1_000, 0, outlier).fix();
      assertThat(hit.features().scale()[1]).isCloseTo(clean.features().scale()[1], within(0.05f));
      assertThat(hit.features().mean()[1]).isCloseTo(clean.features().mean()[1], within(0.05f));
    }
  }

  @Test
  void numbersAtTheirLimitsGiveScalesThatDivide() {
    ScalingEstimator estimator = new ScalingEstimator(1);
    for (int i = 0; i < 100; i++) {
      float value = i % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
      estimator.add(List.of(value), true, i % 2 == 0 ? 1e300 : 0, 0);
    }
    InputScaling scaling = estimator.fix();
    assertThat(scaling.features().scale()[0]).isPositive().isFinite();
    assertThat(scaling.revenueScale()).isPositive().isFinite();
    assertThat(scaling.costScale()).isEqualTo(1);
  }

  @Test
  void rareConversionsBorrowTheScaleOfAllSamples() {
    ScalingEstimator estimator = new ScalingEstimator(0);
    for (int i = 0; i < 1_000; i++) {
      estimator.add(List.of(), i % 10 == 0, i % 100 == 7 ? 25 : 0, 0);
    }
    assertThat(estimator.fix().revenueScale()).isCloseTo(2.5, within(0.1));
  }

  @Test
  void goesOnFromValuesAndFromMomentsAlone() throws IOException {
    ScalingEstimator estimator = warmedUp(500, 0, 0);
    ScalingEstimator restored =
        ScalingEstimator.read(StateInput.of(StateOutput.bytesOf(estimator::write)));
    assertThat(restored.samples()).isEqualTo(500);
    assertThat(restored.fix()).isEqualTo(estimator.fix());
    ScalingEstimator earlier =
        ScalingEstimator.readMoments(
            StateInput.of(
                StateOutput.bytesOf(
                    out -> {
                      out.writeInt(1);
                      for (int i = 0; i < 5; i++) {
                        // As many fours as eights: count, mean, squares about it.
                        out.writeLong(60);
                        out.writeDouble(6);
                        out.writeDouble(240);
                      }
                    })));
    assertThat(earlier.randomized()).isEqualTo(60);
    assertThat(earlier.fix().revenueCentre()).isCloseTo(6, within(1e-9));
    assertThat(earlier.fix().revenueScale()).isCloseTo(2, within(0.05));
  }
}
