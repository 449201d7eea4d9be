package io.weir.core.validity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.hash.Murmur3;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DistinctUnitsTest {
  private static int hash(int unit) {
    return Murmur3.hash32("unit-" + unit);
  }

  @Test
  void noUnitIsEverNewTwice() {
    SplittableRandom random = new SplittableRandom(1);
    DistinctUnits units = new DistinctUnits(1_000);
    Set<Integer> counted = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      int unit = random.nextInt(30_000);
      if (units.add(hash(unit))) {
        assertThat(counted.add(unit)).isTrue();
      }
      assertThat(units.size()).isLessThanOrEqualTo(1_000);
    }
    assertThat(units.share()).isEqualTo(1.0 / 32);
    assertThat(units.size()).isCloseTo(30_000 / 32, within(150));
  }

  @Test
  void allUnitsCountWhileThereIsRoom() {
    DistinctUnits units = new DistinctUnits(500);
    int counted = 0;
    for (int i = 0; i < 1_000; i++) {
      counted += units.add(hash(i % 500)) ? 1 : 0;
    }
    assertThat(counted).isEqualTo(500);
    assertThat(units.share()).isEqualTo(1);
  }

  @Test
  void itGoesOnAfterSaving() throws Exception {
    DistinctUnits units = new DistinctUnits(100);
    for (int i = 0; i < 1_000; i++) {
      units.add(hash(i));
    }
    DistinctUnits copy = new DistinctUnits(100);
    copy.read(StateInput.of(StateOutput.bytesOf(units::write)));
    for (int i = 500; i < 3_000; i++) {
      assertThat(copy.add(hash(i))).isEqualTo(units.add(hash(i)));
    }
    assertThat(StateOutput.bytesOf(copy::write)).isEqualTo(StateOutput.bytesOf(units::write));
    assertThatThrownBy(
            () -> new DistinctUnits(1).read(StateInput.of(StateOutput.bytesOf(units::write))))
        .isInstanceOf(IOException.class);
  }
}
