package io.weir.core.validity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.apache.commons.math3.special.Gamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleRatioMonitorTest {
  private static final double[] CONFIGURED = {0.5, 0.3, 0.2};

  private static int draw(SplittableRandom random, double[] probability) {
    double u = random.nextDouble();
    int arm = 0;
    while (arm < probability.length - 1 && u >= probability[arm]) {
      u -= probability[arm++];
    }
    return arm;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.05, 0.01})
  void lookingAllTheTimeKeepsTheLevel(double level) {
    SplittableRandom random = new SplittableRandom(77);
    int runs = 2000;
    int rejected = 0;
    for (int run = 0; run < runs; run++) {
      SampleRatioMonitor test = new SampleRatioMonitor(CONFIGURED);
      for (int t = 0; t < 2000; t++) {
        test.add(draw(random, CONFIGURED));
      }
      // The running p-value is the smallest of all looks.
      rejected += test.pValue() < level ? 1 : 0;
    }
    double noise = 3 * Math.sqrt(level * (1 - level) / runs);
    assertThat(rejected / (double) runs).isLessThanOrEqualTo(level + noise);
    // Not vacuous: at the loosest level some runs do reject.
    if (level == 0.1) {
      assertThat(rejected).isPositive();
    }
  }

  @Test
  void falseAlarmsUnderTheProductsRuleAreRare() {
    SplittableRandom random = new SplittableRandom(78);
    int alarms = 0;
    for (int run = 0; run < 2000; run++) {
      SampleRatioMonitor test = new SampleRatioMonitor(CONFIGURED);
      boolean alarmed = false;
      for (int t = 0; t < 1000; t++) {
        test.add(draw(random, CONFIGURED));
        alarmed |= test.alarm(AlarmRule.ratios());
      }
      alarms += alarmed ? 1 : 0;
    }
    assertThat(alarms).isLessThanOrEqualTo(5);
  }

  @Test
  void aSkewedSplitIsFound() {
    SplittableRandom random = new SplittableRandom(79);
    int found = 0;
    for (int run = 0; run < 100; run++) {
      SampleRatioMonitor test = new SampleRatioMonitor(new double[] {0.5, 0.5});
      int t = 0;
      while (t < 20_000 && !test.alarm(AlarmRule.ratios())) {
        test.add(draw(random, new double[] {0.55, 0.45}));
        t++;
      }
      found += t < 20_000 ? 1 : 0;
    }
    assertThat(found).isGreaterThanOrEqualTo(99);
  }

  @Test
  void aSignificantTrifleIsNoAlarm() {
    SampleRatioMonitor test = new SampleRatioMonitor(new double[] {0.5, 0.5});
    test.addAll(new long[] {1_010_000, 990_000});
    assertThat(test.pValue()).isLessThan(1e-9);
    assertThat(test.largestDeviation()).isCloseTo(0.01, within(1e-12));
    assertThat(test.alarm(AlarmRule.ratios())).isFalse();
  }

  @Test
  void theEvidenceIsTheDirichletMultinomialRatio() {
    SampleRatioMonitor test = new SampleRatioMonitor(CONFIGURED, 30);
    long[] count = {70, 10, 40};
    test.addAll(count);
    double expected = Gamma.logGamma(30) - Gamma.logGamma(30 + 120);
    for (int k = 0; k < 3; k++) {
      double prior = 30 * CONFIGURED[k];
      expected +=
          Gamma.logGamma(prior + count[k])
              - Gamma.logGamma(prior)
              - count[k] * Math.log(CONFIGURED[k]);
    }
    assertThat(test.pValue()).isCloseTo(Math.exp(-expected), within(1e-9));
  }

  @Test
  void anArmThatShouldGetNoneRefutesAtOnce() {
    SampleRatioMonitor test = new SampleRatioMonitor(new double[] {1, 0});
    test.addAll(new long[] {200, 0});
    assertThat(test.pValue()).isEqualTo(1);
    test.add(1);
    assertThat(test.pValue()).isZero();
    assertThat(test.alarm(AlarmRule.ratios())).isTrue();
  }

  @Test
  void itGoesOnAfterSavingAndAfterNewRatios() {
    SplittableRandom random = new SplittableRandom(80);
    SampleRatioMonitor test = new SampleRatioMonitor(CONFIGURED);
    for (int t = 0; t < 500; t++) {
      test.add(draw(random, new double[] {0.7, 0.2, 0.1}));
    }
    SampleRatioMonitor copy = new SampleRatioMonitor(new double[] {1});
    copy.restore(test.save());
    test.add(2);
    copy.add(2);
    assertThat(copy.save()).containsExactly(test.save());
    assertThat(copy.exposures(2)).isEqualTo(test.exposures(2));
    double before = test.pValue();
    test.reconfigure(new double[] {0.5, 0.5});
    assertThat(test.pValue()).isEqualTo(before);
    assertThat(test.exposures()).isZero();
    test.add(1);
    assertThat(test.pValue()).isLessThanOrEqualTo(before);
  }

  @Test
  void wrongRatiosAreRefused() {
    assertThatThrownBy(() -> new SampleRatioMonitor(new double[] {0.5, 0.4}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SampleRatioMonitor(new double[] {1.5, -0.5}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AlarmRule(0, 0.1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
