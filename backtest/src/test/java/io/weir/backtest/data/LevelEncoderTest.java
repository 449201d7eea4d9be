package io.weir.backtest.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.backtest.description.CategoricalFeature;
import java.util.List;
import org.junit.jupiter.api.Test;

class LevelEncoderTest {
  private static final Experiment EXPERIMENT =
      new Experiment(
          5,
          List.of("a", "b"),
          0,
          new double[] {1, 3, 1, 3, 11},
          1,
          new int[] {0, 1, 1, 2, 3},
          List.of(List.of("p", "q", "r", "s")),
          new int[5],
          new double[5],
          new double[5],
          null,
          new int[5],
          1,
          null,
          0,
          null,
          new boolean[5],
          null,
          null);
  private static final int[] TRAINING = {0, 1, 2, 3};

  @Test
  void standardizesOnTheTrainingRowsAlone() {
    LevelEncoder encoder = LevelEncoder.fit(EXPERIMENT, List.of(), TRAINING);
    Experiment withoutLevels = EXPERIMENT;

    assertThat(encoder.inputs()).isEqualTo(1);
    assertThat(encoder.encode(withoutLevels, new int[] {0, 4})).containsExactly(-1, 9);
  }

  @Test
  void whatIsMissingIsTheMeanAndHasAnInputThatSaysSo() {
    Experiment sparse =
        new Experiment(
            5,
            List.of("a", "b"),
            0,
            new double[] {1, Double.NaN, 1, 3, 3},
            1,
            new int[] {0, 1, 1, 2, 3},
            List.of(List.of("p", "q", "r", "")),
            new int[5],
            new double[5],
            new double[5],
            null,
            new int[5],
            1,
            null,
            0,
            null,
            new boolean[5],
            null,
            null);
    int[] all = {0, 1, 2, 3, 4};
    LevelEncoder encoder = LevelEncoder.fit(sparse, List.of(), all);

    assertThat(encoder.inputs()).isEqualTo(2);
    assertThat(encoder.encode(sparse, all)).containsExactly(-1, 0, 0, 1, -1, 0, 1, 0, 1, 0);
  }

  @Test
  void givesFrequentLevelsAnInputOfTheirOwnAndTheRestOneTogether() {
    LevelEncoder encoder =
        LevelEncoder.fit(EXPERIMENT, List.of(new CategoricalFeature("c", 2)), TRAINING);

    assertThat(encoder.inputs()).isEqualTo(4);
    double[] x = encoder.encode(EXPERIMENT, new int[] {0, 1, 3, 4});
    assertThat(x)
        .containsExactly(
            -1, 0, 1, 0, // p: second by count
            1, 1, 0, 0, // q: most frequent
            1, 0, 0, 1, // r: rarer than maxLevels allows
            9, 0, 0, 1); // s: never seen in training
  }
}
