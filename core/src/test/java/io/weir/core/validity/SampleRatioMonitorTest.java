package io.weir.core.validity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.util.SplittableRandom;
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
        int arm = draw(random, CONFIGURED);
        test.add(arm, CONFIGURED[arm]);
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
        int arm = draw(random, CONFIGURED);
        test.add(arm, CONFIGURED[arm]);
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
        test.add(draw(random, new double[] {0.55, 0.45}), 0.5);
        t++;
      }
      found += t < 20_000 ? 1 : 0;
    }
    assertThat(found).isGreaterThanOrEqualTo(99);
  }

  @Test
  void aSignificantTrifleIsNoAlarm() {
    SampleRatioMonitor test = new SampleRatioMonitor(new double[] {0.5, 0.5});
    for (int i = 0; i < 200_000; i++) {
      test.add(i % 100 < 51 ? 0 : 1, 0.5);
    }
    assertThat(test.pValue()).isLessThan(1e-9);
    assertThat(test.largestDeviation()).isCloseTo(0.02, within(1e-12));
    assertThat(test.alarm(AlarmRule.ratios())).isFalse();
  }

  @Test
  void theEvidenceIsTheMeanWealthOfTheBets() {
    SampleRatioMonitor test = new SampleRatioMonitor(new double[] {0.5, 0.5});
    for (int i = 0; i < 20; i++) {
      test.add(0, 0.5);
    }
    double wealth = 0;
    for (double bet : new double[] {0.03, 0.1, 0.3, 0.9}) {
      wealth += Math.pow(1 + bet, 20) + Math.pow(1 - bet, 20);
    }
    // Every bet on more of one arm is, with two arms alike, one on less of the other.
    assertThat(test.pValue()).isCloseTo(8 / wealth, within(1e-12));
  }

  @Test
  void samplesOfSeveralConfigurationsInAnyOrderAreNoAlarm() {
    SplittableRandom random = new SplittableRandom(81);
    double[][] versions = {{0.4, 0.3, 0.3}, {0.1, 0.45, 0.45}, {0.98, 0.01, 0.01}};
    int rejected = 0;
    for (int run = 0; run < 500; run++) {
      SampleRatioMonitor test = new SampleRatioMonitor(versions[0]);
      for (int t = 0; t < 2_000; t++) {
        if (t == 300) {
          test.configure(versions[1]); // while the backlog goes on for a while
        }
        // The third version is drawn from before the monitor is told of it.
        double[] drawnFrom = versions[t < 900 ? 0 : t < 1_500 ? t % 2 : 2];
        int arm = draw(random, drawnFrom);
        test.add(arm, drawnFrom[arm]);
      }
      rejected += test.pValue() < 0.05 ? 1 : 0;
    }
    assertThat(rejected).isLessThanOrEqualTo(35);
  }

  @Test
  void anArmThatWasClosedOrOpenedRefutesNothing() {
    SplittableRandom random = new SplittableRandom(82);
    SampleRatioMonitor test = new SampleRatioMonitor(new double[] {0.5, 0.5, 0});
    test.configure(new double[] {0.5, 0, 0.5});
    for (int t = 0; t < 5_000; t++) {
      int arm = random.nextBoolean() ? 0 : t < 2_500 ? 1 : 2;
      test.add(arm, 0.5);
    }
    assertThat(test.alarm(AlarmRule.ratios())).isFalse();
  }

  @Test
  void aRareArmThatIsNeverDrawnIsFound() {
    SplittableRandom random = new SplittableRandom(83);
    SampleRatioMonitor test = new SampleRatioMonitor(new double[] {0.9, 0.09, 0.01});
    double[] drawnFrom = {0.9, 0.1, 0};
    double[] claimed = {0.9, 0.09, 0.01};
    for (int t = 0; t < 5_000; t++) {
      int arm = draw(random, drawnFrom);
      test.add(arm, claimed[arm]);
    }
    assertThat(test.alarm(AlarmRule.ratios())).isTrue();
  }

  @Test
  void itGoesOnAfterSaving() throws Exception {
    SplittableRandom random = new SplittableRandom(80);
    SampleRatioMonitor test = new SampleRatioMonitor(CONFIGURED);
    for (int t = 0; t < 500; t++) {
      int arm = draw(random, CONFIGURED);
      test.add(arm, CONFIGURED[arm]);
    }
    SampleRatioMonitor copy = new SampleRatioMonitor(CONFIGURED);
    copy.read(StateInput.of(StateOutput.bytesOf(test::write)));
    test.add(2, 0.2);
    copy.add(2, 0.2);
    assertThat(StateOutput.bytesOf(copy::write)).isEqualTo(StateOutput.bytesOf(test::write));
    assertThat(copy.exposures()).isEqualTo(501);
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
