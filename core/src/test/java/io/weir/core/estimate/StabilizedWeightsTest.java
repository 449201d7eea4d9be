package io.weir.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.random.Rng;
import org.junit.jupiter.api.Test;

class StabilizedWeightsTest {
  /** Half the rows in a low season, half in a high one; arm 1 does nothing but is ramped up. */
  @Test
  void takesASeasonOutOfAnArmThatWasRampedUpInIt() {
    Rng rng = new Rng(5);
    int n = 40_000;
    int[] arm = new int[n];
    double[] propensity = new double[n];
    double[] outcome = new double[n];
    for (int i = 0; i < n; i++) {
      boolean late = i >= n / 2;
      double ramped = late ? 0.75 : 0.05;
      arm[i] = rng.nextDouble() < ramped ? 1 : 0;
      propensity[i] = arm[i] == 1 ? ramped : 1 - ramped;
      outcome[i] = late ? 3 : 1;
    }
    double[] ones = new double[n];
    java.util.Arrays.fill(ones, 1);

    assertThat(gap(arm, outcome, ones)).isGreaterThan(1);
    double[] weights = StabilizedWeights.of(2, arm, propensity);
    assertThat(gap(arm, outcome, weights)).isCloseTo(0, within(0.06));
    double[] mean = means(arm, weights, ones);
    assertThat(mean[0]).isCloseTo(1, within(1e-9));
    assertThat(mean[1]).isCloseTo(1, within(1e-9));
  }

  private static double gap(int[] arm, double[] outcome, double[] weights) {
    double[] mean = means(arm, outcome, weights);
    return mean[1] - mean[0];
  }

  private static double[] means(int[] arm, double[] outcome, double[] weights) {
    double[] sum = new double[2];
    double[] weight = new double[2];
    for (int i = 0; i < arm.length; i++) {
      sum[arm[i]] += weights[i] * outcome[i];
      weight[arm[i]] += weights[i];
    }
    return new double[] {sum[0] / weight[0], sum[1] / weight[1]};
  }

  @Test
  void oneProbabilityPerArmWeighsExactlyOne() {
    StabilizedWeights weights = new StabilizedWeights(2);
    for (int i = 0; i < 1001; i++) {
      weights.add(0, 0.1);
      weights.add(1, 1.0 / 3);
    }
    assertThat(weights.weight(0, 0.1)).isEqualTo(1);
    assertThat(weights.weight(1, 1.0 / 3)).isEqualTo(1);
  }

  @Test
  void noRowOutweighsAHundred() {
    double[] weights =
        StabilizedWeights.of(1, new int[] {0, 0, 0}, new double[] {1e-9, 1e-9, 0.99});
    assertThat(weights[0]).isCloseTo(1.5, within(1e-8));
    assertThat(weights[2]).isEqualTo(StabilizedWeights.LEAST);
    weights = StabilizedWeights.of(1, new int[1001], rare(1001));
    assertThat(weights[0]).isEqualTo(StabilizedWeights.MOST);
  }

  private static double[] rare(int n) {
    double[] propensity = new double[n];
    java.util.Arrays.fill(propensity, 0.9);
    propensity[0] = 1e-3;
    return propensity;
  }

  @Test
  void mergedIsAsAddedOneByOne() {
    StabilizedWeights both = new StabilizedWeights(2);
    StabilizedWeights one = new StabilizedWeights(2);
    StabilizedWeights other = new StabilizedWeights(2);
    for (int i = 0; i < 64; i++) {
      double propensity = (1 + i % 4) / 8.0;
      both.add(i % 2, propensity);
      (i < 20 ? one : other).add(i % 2, propensity);
    }
    one.merge(other);
    assertThat(one.meanPropensity(0)).isCloseTo(both.meanPropensity(0), within(1e-12));
    assertThat(one.weight(1, 0.25)).isCloseTo(both.weight(1, 0.25), within(1e-12));
    one.clear();
    assertThat(one.weight(1, 0.25)).isEqualTo(1);
    assertThat(one.meanPropensity(1)).isNaN();
  }

  @Test
  void refusesWhatIsNoProbability() {
    StabilizedWeights weights = new StabilizedWeights(1);
    for (double bad : new double[] {0, -0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> weights.add(0, bad)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> weights.weight(0, bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
