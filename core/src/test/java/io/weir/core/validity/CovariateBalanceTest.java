package io.weir.core.validity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CovariateBalanceTest {
  private static final double[] SPLIT = {0.6, 0.3, 0.1};

  private static int draw(SplittableRandom random) {
    double u = random.nextDouble();
    return u < 0.6 ? 0 : u < 0.9 ? 1 : 2;
  }

  /** A smooth, a skewed, a rare binary, and a constant feature. */
  private static double[] features(SplittableRandom random) {
    return new double[] {
      random.nextDouble(), -Math.log(1 - random.nextDouble()), random.nextInt(10) == 0 ? 1 : 0, 3
    };
  }

  @Test
  void balancedTrafficKeepsTheLevelUnderContinuousLooking() {
    SplittableRandom random = new SplittableRandom(5);
    int runs = 1000;
    int rejected = 0;
    for (int run = 0; run < runs; run++) {
      CovariateBalance balance = new CovariateBalance(4, SPLIT);
      for (int t = 0; t < 1500; t++) {
        int arm = draw(random);
        balance.add(arm, SPLIT[arm], features(random), 0);
      }
      rejected += balance.pValue() < 0.05 ? 1 : 0;
    }
    assertThat(rejected / (double) runs).isLessThanOrEqualTo(0.05);
  }

  @Test
  void assignmentThatFollowsAFeatureIsFound() {
    SplittableRandom random = new SplittableRandom(6);
    CovariateBalance balance = new CovariateBalance(4, SPLIT);
    for (int t = 0; t < 5000; t++) {
      double[] x = features(random);
      int arm = draw(random);
      // One in four of the control group with a large second feature slips into arm 1.
      if (arm == 0 && x[1] > 1 && random.nextInt(4) == 0) {
        arm = 1;
      }
      balance.add(arm, SPLIT[arm], x, 0);
    }
    assertThat(balance.alarm(AlarmRule.covariates())).isTrue();
    assertThat(balance.worstFeature()).isEqualTo(1);
    assertThat(balance.difference(1, 1)).isGreaterThan(0.1);
    assertThat(balance.difference(3, 1)).isZero();
  }

  @Test
  void differencesAreInStandardDeviations() {
    SplittableRandom random = new SplittableRandom(7);
    CovariateBalance balance = new CovariateBalance(1, new double[] {0.5, 0.5});
    for (int t = 0; t < 40_000; t++) {
      int arm = random.nextInt(2);
      // Means 10 and 14, overall variance 4 between arms plus 16/12 within.
      double x = 10 + 4 * arm + 4 * (random.nextDouble() - 0.5);
      balance.add(arm, 0.5, new double[] {x}, 0);
    }
    double deviation = Math.sqrt(4 + 16.0 / 12);
    assertThat(balance.difference(0, 1)).isCloseTo(2 / deviation, within(0.03));
    assertThat(balance.difference(0, 0)).isCloseTo(-2 / deviation, within(0.03));
  }

  @Test
  void itSurvivesSaving() throws Exception {
    SplittableRandom random = new SplittableRandom(8);
    CovariateBalance balance = new CovariateBalance(4, SPLIT);
    for (int t = 0; t < 400; t++) {
      int arm = draw(random);
      balance.add(arm, SPLIT[arm], features(random), 0);
    }
    CovariateBalance copy = new CovariateBalance(4, SPLIT);
    copy.read(StateInput.of(StateOutput.bytesOf(balance::write)));
    double[] x = features(random);
    balance.add(1, SPLIT[1], x, 0);
    copy.add(1, SPLIT[1], x, 0);
    assertThat(StateOutput.bytesOf(copy::write)).isEqualTo(StateOutput.bytesOf(balance::write));
    assertThat(copy.units()).isEqualTo(401);
    assertThatThrownBy(
            () ->
                new CovariateBalance(3, SPLIT)
                    .read(StateInput.of(StateOutput.bytesOf(balance::write))))
        .isInstanceOf(IOException.class);
  }
}
