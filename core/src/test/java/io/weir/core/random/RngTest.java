package io.weir.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RngTest {
  @Test
  void matchesXoshiro256PlusPlusWorkedByHand() {
    // The update rule applied to 1, 2, 3, 4: 2^18 + 2 is (3 ^ 1) ^ (2 << 17).
    // update rule.
    Rng rng = Rng.of(new long[] {1, 2, 3, 4});
    assertThat(rng.nextLong()).isEqualTo((5L << 23) + 1);
    assertThat(StateOutput.bytesOf(rng::write))
        .isEqualTo(StateOutput.bytesOf(Rng.of(new long[] {7, 0, 262_146, 6L << 45})::write));
  }

  @Test
  void continuesFromASavedStateInTheMiddleOfNormals() throws IOException {
    Rng rng = new Rng(42);
    rng.nextGaussian();
    Rng copy = Rng.read(StateInput.of(StateOutput.bytesOf(rng::write)));
    for (int i = 0; i < 100; i++) {
      assertThat(copy.nextGaussian()).isEqualTo(rng.nextGaussian());
      assertThat(copy.nextInt(17)).isEqualTo(rng.nextInt(17));
    }
  }

  @Test
  void momentsAndCellsAreRight() {
    Rng rng = new Rng(1);
    int n = 200_000;
    double sum = 0;
    double squares = 0;
    double fourths = 0;
    int[] cells = new int[6];
    for (int i = 0; i < n; i++) {
      double z = rng.nextGaussian();
      sum += z;
      squares += z * z;
      fourths += z * z * z * z;
      cells[rng.nextInt(6)]++;
    }
    assertThat(sum / n).isCloseTo(0, within(0.01));
    assertThat(squares / n).isCloseTo(1, within(0.02));
    assertThat(fourths / n).isCloseTo(3, within(0.1));
    double chiSquare = 0;
    for (int cell : cells) {
      chiSquare += Math.pow(cell - n / 6.0, 2) / (n / 6.0);
    }
    assertThat(chiSquare).isLessThan(20.5); // 0.999 quantile at five degrees of freedom
  }

  @Test
  void splitsAreUnrelatedAndLeaveTheParentAlone() {
    Rng rng = new Rng(3);
    byte[] before = StateOutput.bytesOf(rng::write);
    Rng a = rng.split(0);
    Rng b = rng.split(1);
    assertThat(StateOutput.bytesOf(rng::write)).isEqualTo(before);
    assertThat(StateOutput.bytesOf(rng.split(0)::write)).isEqualTo(StateOutput.bytesOf(a::write));
    double correlation = 0;
    for (int i = 0; i < 100_000; i++) {
      correlation += a.nextGaussian() * b.nextGaussian();
    }
    assertThat(correlation / 100_000).isCloseTo(0, within(0.015));
  }

  @Test
  void refusesImpossibleArguments() {
    assertThatThrownBy(() -> new Rng(1).nextInt(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Rng.of(new long[4])).isInstanceOf(IllegalArgumentException.class);
  }
}
