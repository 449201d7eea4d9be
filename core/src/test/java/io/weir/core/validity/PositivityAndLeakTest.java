package io.weir.core.validity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PositivityAndLeakTest {
  @Test
  void supportIsMeasured() throws Exception {
    PositivityMonitor monitor = new PositivityMonitor(3, 0.05);
    assertThat(monitor.effectiveSampleSize()).isZero();
    monitor.add(0, 0.5, 0);
    monitor.add(1, 0.25, 1);
    monitor.add(1, 0.01, 2);
    PositivityMonitor more = new PositivityMonitor(3, 0.05);
    more.add(0, 0.5, 1);
    monitor.merge(more);
    assertThat(monitor.samples()).isEqualTo(4);
    assertThat(monitor.unsupportedShare()).isEqualTo(0.25);
    assertThat(monitor.lowPropensityShare()).isEqualTo(0.25);
    assertThat(monitor.largestWeightShare()).isCloseTo(4.0 / 6, within(1e-12));
    assertThat(monitor.effectiveSampleSize()).isCloseTo(36.0 / 20, within(1e-12));
    assertThat(monitor.effectiveSampleSize(1)).isEqualTo(1);
    assertThat(monitor.supports(1)).isFalse();
    PositivityMonitor copy = new PositivityMonitor(3, 0.05);
    copy.read(StateInput.of(StateOutput.bytesOf(monitor::write)));
    copy.add(2, 0.2, 2);
    assertThat(copy.supports(1)).isTrue();
    assertThat(copy.supports(5)).isFalse();
    assertThatThrownBy(() -> copy.merge(new PositivityMonitor(2, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leaksAreCountedByArm() throws Exception {
    LeakDetector detector = new LeakDetector(new double[] {0.7, 0.3, 0});
    for (int k = 0; k < 99; k++) {
      assertThat(detector.add(k % 2)).isFalse();
    }
    assertThat(detector.add(2)).isTrue();
    assertThat(detector.alarm(0, 100)).isTrue();
    assertThat(detector.alarm(0, 101)).isFalse();
    assertThat(detector.alarm(0.02, 100)).isFalse();
    assertThat(detector.add(7)).isTrue();
    assertThat(detector.add(-1)).isTrue();
    assertThat(detector.leaked(2)).isEqualTo(1);
    assertThat(detector.leaked(3)).isEqualTo(2);
    LeakDetector copy = new LeakDetector(new double[] {0.7, 0.3, 0});
    copy.read(StateInput.of(StateOutput.bytesOf(detector::write)));
    copy.merge(detector);
    assertThat(copy.leaked()).isEqualTo(6);
    assertThat(copy.leakedShare()).isEqualTo(6 / 204.0);
    LeakDetector ofTwo = new LeakDetector(new double[] {0.7, 0.3});
    assertThatThrownBy(() -> ofTwo.read(StateInput.of(StateOutput.bytesOf(detector::write))))
        .isInstanceOf(IOException.class);
  }
}
