package io.weir.core.validity;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** False alarms and delay of the test on a model's own decisions, by simulation. */
class OwnDriftDetectorTest {
  private static final double RUN_LENGTH = 10_000;

  /**
   * A model that claims the effect 1 + x of its one paid arm, and gives it to whom it claims most
   * of; what it expects of everybody without treatment differs from person to person.
   */
  private static final class Stream {
    final SplittableRandom random;
    final double[] predictions = new double[4];
    long time;

    Stream(long seed) {
      random = new SplittableRandom(seed);
    }

    boolean next(OwnDriftDetector detector, double worth, double level) {
      return next(detector, worth, level, 1);
    }

    boolean next(OwnDriftDetector detector, double worth, double level, double left) {
      time++;
      double x = random.nextGaussian();
      double common = 3 * random.nextGaussian();
      predictions[0] = common;
      predictions[1] = common + 1 + x;
      predictions[2] = 0;
      predictions[3] = 1;
      int arm = x > 0 ? 1 : 0;
      // Heavy tails, as money has.
      double noise = random.nextDouble() < 0.1 ? 10 * random.nextGaussian() : random.nextGaussian();
      double revenue = common + level + (arm == 1 ? worth * (1 + x) : 0) + 1.2 * noise;
      double cost = arm == 1 ? 1 + 0.5 * random.nextGaussian() : 0;
      return detector.add(predictions, arm, revenue, cost, left, time);
    }

    int samplesToAlarm(OwnDriftDetector detector, double worth, int most) {
      for (int i = 1; i <= most; i++) {
        if (next(detector, worth, 0)) {
          return i;
        }
      }
      return most + 1;
    }
  }

  /** Claims that keep nine tenths of what they were worth are the edge of the null. */
  @Test
  void falseAlarmsAreAsRareAsPromisedOnTheEdgeOfTheNull() {
    int runs = 200;
    int length = 2_000;
    int alarms = 0;
    for (int run = 0; run < runs; run++) {
      OwnDriftDetector detector = new OwnDriftDetector(RUN_LENGTH);
      Stream stream = new Stream(run);
      assertThat(stream.samplesToAlarm(detector, 1, 3_000)).isGreaterThan(3_000);
      alarms += stream.samplesToAlarm(detector, 0.9, length) <= length ? 1 : 0;
    }
    // At most length / run length in expectation, 40 of 200; plus three standard deviations.
    assertThat(alarms).isLessThan(40 + 17);
  }

  @Test
  void aTurnIsFoundSoonAndDated() {
    int runs = 40;
    double delay = 0;
    double dating = 0;
    for (int run = 0; run < runs; run++) {
      OwnDriftDetector detector = new OwnDriftDetector(RUN_LENGTH);
      Stream stream = new Stream(1_000 + run);
      assertThat(stream.samplesToAlarm(detector, 1, 3_000)).isGreaterThan(3_000);
      delay += stream.samplesToAlarm(detector, 0, 5_000) / (double) runs;
      dating += Math.abs(detector.sinceMillis() - 3_000) / (double) runs;
    }
    assertThat(delay).isBetween(20.0, 400.0);
    assertThat(dating).isLessThan(delay / 2);
  }

  /** A season moves those who are given the free arm as well. */
  @Test
  void aLevelThatMovesEverybodyIsNoTurn() {
    for (int run = 0; run < 20; run++) {
      OwnDriftDetector detector = new OwnDriftDetector(RUN_LENGTH);
      Stream stream = new Stream(run);
      for (int i = 0; i < 20_000; i++) {
        assertThat(stream.next(detector, 1, -4 * i / 20_000.0)).isFalse();
      }
      assertThat(detector.evidence()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void goesOnFromWhatItSaved() throws Exception {
    OwnDriftDetector one = new OwnDriftDetector(RUN_LENGTH);
    Stream stream = new Stream(5);
    stream.samplesToAlarm(one, 1, 1_500);
    OwnDriftDetector other = new OwnDriftDetector(RUN_LENGTH);
    other.read(StateInput.of(StateOutput.bytesOf(one::write)), true);
    Stream again = new Stream(6);
    Stream same = new Stream(6);
    for (int i = 0; i < 500; i++) {
      assertThat(same.next(other, 0.2, 0)).isEqualTo(again.next(one, 0.2, 0));
      assertThat(other.evidence()).isEqualTo(one.evidence());
    }
  }

  @Test
  void whatIsNoNumberIsPassedOver() {
    OwnDriftDetector detector = new OwnDriftDetector(RUN_LENGTH);
    double[] nothing = {0, Double.NaN, 0, 1};
    for (int i = 0; i < 1_000; i++) {
      assertThat(detector.add(nothing, 1, 1, 1, 1, i)).isFalse();
    }
    assertThat(detector.evidence()).isZero();
  }

  /** A season that has gone by makes effects smaller for everybody, and is no turn of them. */
  @Test
  void orderValuesThatFallForEverybodyAreNoTurn() {
    int alarms = 0;
    int blind = 0;
    for (int run = 0; run < 20; run++) {
      alarms += alarmsOfASeason(run, true);
      blind += alarmsOfASeason(run, false);
    }
    assertThat(blind).as("runs in which it would be called a turn").isGreaterThan(15);
    assertThat(alarms).isZero();
  }

  private static int alarmsOfASeason(long seed, boolean isSeen) {
    OwnDriftDetector detector = new OwnDriftDetector(20_000);
    RevenueSpread spread = new RevenueSpread();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 14_000; i++) {
      // The season is over after 8,000 samples; order values fall to a third in 4,000 more.
      double scale = i < 8_000 ? 1 : Math.max(1.0 / 3, 1 - (i - 8_000) / 6_000.0);
      double x = random.nextGaussian();
      int arm = x > 0 ? 1 : 0;
      double chance = arm == 1 ? 0.3 + 0.1 * Math.min(2, x) : 0.3;
      double revenue = random.nextDouble() < chance ? scale * 10 * (0.5 + random.nextDouble()) : 0;
      double[] predictions = {3, 3 + Math.min(2, Math.max(0, x)), 0, 1};
      double left = isSeen ? spread.left() : 1;
      boolean judges = !isSeen || !spread.isFalling();
      if (arm == 0) {
        spread.add(revenue - predictions[0]);
      }
      double cost = arm == 1 ? 1 + 0.3 * random.nextGaussian() : 0;
      if (judges && detector.add(predictions, arm, revenue, cost, left, i)) {
        return 1;
      }
    }
    return 0;
  }

  /** Between two large orders nothing is lost, however long the stretch. */
  @Test
  void rareOrdersOfHeavyTailsRaiseNoMoreFalseAlarmsThanPromised() {
    int runs = 200;
    int length = 4_000;
    int alarms = 0;
    for (int run = 0; run < runs; run++) {
      OwnDriftDetector detector = new OwnDriftDetector(20_000);
      SplittableRandom random = new SplittableRandom(run);
      for (int i = 0; i < length; i++) {
        boolean ordered = random.nextDouble() < 0.01;
        double value = Math.exp(2 * random.nextGaussian() - 2);
        double[] predictions = {0.004, 0.01, 0, 0.001};
        double revenue = ordered ? value : 0;
        double cost = ordered ? 0.1 : 0;
        if (detector.add(predictions, 1, revenue, cost, 1, i)) {
          alarms++;
          break;
        }
      }
    }
    assertThat(alarms).isLessThan(runs * length / 20_000 / 2);
  }

  @Test
  void theSpreadGoesOnFromWhatItSaved() throws Exception {
    RevenueSpread spread = new RevenueSpread();
    assertThat(spread.left()).isEqualTo(1);
    for (int i = 0; i < 2_000; i++) {
      spread.add((i % 7 - 3) * (i < 1_500 ? 1 : 0.25));
    }
    assertThat(spread.left()).isBetween(0.2, 0.6);
    RevenueSpread copy = RevenueSpread.read(StateInput.of(StateOutput.bytesOf(spread::write)));
    copy.add(2);
    spread.add(2);
    spread.add(Double.NaN);
    assertThat(copy.left()).isEqualTo(spread.left());
  }
}
