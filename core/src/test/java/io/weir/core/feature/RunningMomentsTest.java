package io.weir.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunningMomentsTest {
  private static final List<String> NAMES = List.of("a", "b");

  @Test
  void equalsTheTwoPassFormulaEvenFarFromZero() {
    double[][] rows = rows(1000);
    RunningMoments moments = new RunningMoments(NAMES);
    for (double[] row : rows) {
      moments.add(row);
    }
    for (int i = 0; i < 2; i++) {
      double mean = 0;
      for (double[] row : rows) {
        mean += row[i] / rows.length;
      }
      double squares = 0;
      for (double[] row : rows) {
        squares += (row[i] - mean) * (row[i] - mean) / rows.length;
      }
      assertThat(moments.mean(i)).isCloseTo(mean, within(1e-12 * Math.abs(mean) + 1e-12));
      assertThat(moments.scale(i)).isCloseTo(Math.sqrt(squares), within(1e-8));
      assertThat(moments.means()[i]).isEqualTo((float) moments.mean(i));
      assertThat(moments.scales()[i]).isEqualTo((float) moments.scale(i));
    }
  }

  @Test
  void mergingShardsEqualsOneStream() {
    double[][] rows = rows(999);
    RunningMoments whole = new RunningMoments(NAMES);
    RunningMoments left = new RunningMoments(NAMES);
    RunningMoments right = new RunningMoments(NAMES);
    for (int n = 0; n < rows.length; n++) {
      whole.add(rows[n]);
      (n < 100 ? left : right).add(rows[n]);
    }
    RunningMoments merged = new RunningMoments(NAMES);
    merged.merge(left);
    merged.merge(right);
    merged.merge(new RunningMoments(NAMES));
    assertThat(merged.count()).isEqualTo(999);
    for (int i = 0; i < 2; i++) {
      assertThat(merged.mean(i)).isCloseTo(whole.mean(i), within(1e-6));
      assertThat(merged.scale(i)).isCloseTo(whole.scale(i), within(1e-8));
    }
  }

  @Test
  void savingAndResumingIsBitIdentical() {
    double[][] rows = rows(200);
    RunningMoments unbroken = new RunningMoments(NAMES);
    RunningMoments resumed = new RunningMoments(NAMES);
    for (int n = 0; n < rows.length; n++) {
      unbroken.add(rows[n]);
      resumed.add(rows[n]);
      if (n == 120) {
        resumed = new RunningMoments(NAMES, resumed.save());
      }
    }
    assertThat(resumed.save().mean()).containsExactly(unbroken.save().mean());
    assertThat(resumed.save().sumOfSquares()).containsExactly(unbroken.save().sumOfSquares());
    RunningMoments.State state = resumed.save();
    assertThatThrownBy(() -> new RunningMoments(List.of("b", "a"), state))
        .hasMessageContaining("saved were");
    assertThatThrownBy(() -> new RunningMoments(List.of("b", "a")).merge(unbroken))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> unbroken.add(1.0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aConstantColumnHasScaleOne() {
    RunningMoments moments = new RunningMoments(NAMES);
    assertThat(moments.scale(0)).isEqualTo(1);
    for (int n = 0; n < 10; n++) {
      moments.add(List.of(0.1f, (float) n));
    }
    assertThat(moments.scale(0)).isEqualTo(1);
    assertThat(moments.scale(1)).isCloseTo(Math.sqrt(8.25), within(1e-12));
  }

  private static double[][] rows(int n) {
    Random random = new Random(7);
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      rows[i] = new double[] {1e9 + random.nextGaussian(), 3 * random.nextGaussian() - 2};
    }
    return rows;
  }
}
