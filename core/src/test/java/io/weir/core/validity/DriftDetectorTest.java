package io.weir.core.validity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** False alarms and delay, by simulation. */
class DriftDetectorTest {
  private static final double[] HALVES = {0.3, 0.7};

  /** A model that claims the effect 1 + x; the true one is base + slope x; noise has spread 4. */
  private static final class Stream {
    final SplittableRandom random;
    final double[] predictions = new double[4];
    int arm;
    double revenue;
    double cost;
    long time;
    boolean costsDiffer;

    Stream(long seed) {
      random = new SplittableRandom(seed);
    }

    void next(double slope) {
      time++;
      double x = random.nextGaussian();
      double common = 3 * random.nextGaussian();
      arm = random.nextDouble() < HALVES[0] ? 0 : 1;
      predictions[0] = common;
      predictions[1] = common + 1 + x;
      predictions[2] = 0;
      double dear = costsDiffer ? random.nextDouble() : 0.5;
      predictions[3] = 1 + 2 * dear;
      // Heavy tails, as money has.
      double noise = random.nextDouble() < 0.1 ? 10 * random.nextGaussian() : random.nextGaussian();
      revenue = common + (arm == 1 ? 1 + slope * x : 0) + 1.2 * noise;
      cost = arm == 1 ? 1 + 2 * dear + 0.5 * random.nextGaussian() : 0;
    }
  }

  private static int samplesToAlarm(DriftDetector detector, Stream stream, double slope, int most) {
    for (int i = 1; i <= most; i++) {
      stream.next(slope);
      if (detector.add(
          stream.predictions, stream.arm, stream.revenue, stream.cost, 1, stream.time)) {
        return i;
      }
    }
    return most + 1;
  }

  @Test
  void falseAlarmsAreAsRareAsPromisedOnTheEdgeOfTheNull() {
    // A model that claims what is not there is the hardest case that is no drift yet.
    int runs = 300;
    int length = 2_000;
    int alarms = 0;
    for (int run = 0; run < runs; run++) {
      DriftDetector detector = new DriftDetector(HALVES, 10_000);
      alarms += samplesToAlarm(detector, new Stream(run), 0, length) <= length ? 1 : 0;
    }
    // At most length / run length in expectation, 60 of 300; plus three standard deviations.
    assertThat(alarms).isLessThan(60 + 21);
  }

  /** Claims that keep half of what they were worth are the edge of the null after a good start. */
  @Test
  void falseAlarmsAreAsRareAsPromisedWhenHalfTheWorthIsKept() {
    int runs = 300;
    int length = 2_000;
    int alarms = 0;
    for (int run = 0; run < runs; run++) {
      DriftDetector detector = new DriftDetector(HALVES, 10_000);
      Stream stream = new Stream(5_000 + run);
      assertThat(samplesToAlarm(detector, stream, 1, 3_000)).isGreaterThan(3_000);
      alarms += samplesToAlarm(detector, stream, 0.5, length) <= length ? 1 : 0;
    }
    assertThat(alarms).isLessThan(60 + 21);
  }

  /** What stays true of costs must not hide that revenue has turned. */
  @Test
  void costsThatAreForetoldDoNotHideRevenueThatHasTurned() {
    int runs = 40;
    double delay = 0;
    for (int run = 0; run < runs; run++) {
      DriftDetector detector = new DriftDetector(HALVES, 10_000);
      Stream stream = new Stream(9_000 + run);
      stream.costsDiffer = true;
      assertThat(samplesToAlarm(detector, stream, 1, 3_000)).isGreaterThan(3_000);
      delay += samplesToAlarm(detector, stream, -1, 5_000) / (double) runs;
    }
    assertThat(delay).isBetween(50.0, 1_000.0);
  }

  @Test
  void aUsefulModelRaisesNoAlarm() {
    for (int run = 0; run < 20; run++) {
      DriftDetector detector = new DriftDetector(HALVES, 20_000);
      assertThat(samplesToAlarm(detector, new Stream(run), 1, 20_000)).isGreaterThan(20_000);
      assertThat(detector.evidence()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void aReversalIsFoundSoonAndDated() {
    double delay = 0;
    double dating = 0;
    int runs = 40;
    for (int run = 0; run < runs; run++) {
      DriftDetector detector = new DriftDetector(HALVES, 10_000);
      Stream stream = new Stream(1_000 + run);
      assertThat(samplesToAlarm(detector, stream, 1, 3_000)).isGreaterThan(3_000);
      int found = samplesToAlarm(detector, stream, -1, 5_000);
      delay += found / (double) runs;
      dating += Math.abs(detector.sinceMillis() - 3_000) / (double) runs;
    }
    assertThat(delay).isBetween(50.0, 1_500.0);
    // The date is nearer to the change than the alarm is.
    assertThat(dating).isLessThan(delay / 2);
  }

  @Test
  void goesOnFromWhatItSaved() throws Exception {
    DriftDetector one = new DriftDetector(HALVES, 10_000);
    Stream stream = new Stream(5);
    samplesToAlarm(one, stream, 0.5, 500);
    DriftDetector other = new DriftDetector(HALVES, 10_000);
    other.read(StateInput.of(StateOutput.bytesOf(one::write)), true);
    for (int i = 0; i < 500; i++) {
      stream.next(-0.3);
      one.add(stream.predictions, stream.arm, stream.revenue, stream.cost, 1, i);
      other.add(stream.predictions, stream.arm, stream.revenue, stream.cost, 1, i);
      assertThat(other.evidence()).isEqualTo(one.evidence());
    }
    DriftDetector ofThree = new DriftDetector(new double[] {0.4, 0.3, 0.3}, 10_000);
    assertThatThrownBy(() -> ofThree.read(StateInput.of(StateOutput.bytesOf(one::write)), true))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> new DriftDetector(HALVES, 0.5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsNoNumberIsPassedOver() {
    DriftDetector detector = new DriftDetector(HALVES, 10_000);
    assertThat(detector.add(new double[] {Double.NaN, 1, 0, 1}, 0, 1, 0, 1, 1)).isFalse();
    assertThat(detector.evidence()).isZero();
  }
}
