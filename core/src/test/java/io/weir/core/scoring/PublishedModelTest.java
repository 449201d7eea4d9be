package io.weir.core.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.feature.FeatureEncoder;
import io.weir.core.feature.FeatureLayout;
import io.weir.core.feature.FeatureLayout.CategoricalFeature;
import io.weir.core.feature.FeatureRow;
import io.weir.core.network.Activation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishedModelTest {
  private static final FeatureLayout LAYOUT =
      new FeatureLayout("v1", List.of("a", "b"), List.of(new CategoricalFeature("c", 3)));
  private static final FeatureEncoder ENCODER =
      new FeatureEncoder(new float[] {1, 2}, new float[] {2, 4});
  private static final int[] WIDE = {5, 7, 6, 4};
  private static final int[] NARROW = {5, 3, 4};
  private static final int[] FLAT = {5, 4};

  @ParameterizedTest
  @EnumSource(Activation.class)
  void equalsTheContractWrittenOut(Activation activation) {
    List<int[]> sizes = List.of(WIDE, NARROW, FLAT, WIDE);
    List<MemberNetwork> members =
        List.of(
            network(WIDE, activation, 1),
            network(NARROW, Activation.RELU, 2),
            network(FLAT, activation, 3),
            network(WIDE, activation, 4));
    PublishedModel model = model(members);
    ScoringScratch scratch = new ScoringScratch();
    FeatureRow row = row(3f, -2f, "red");
    model.predict(row, scratch);

    float[] x = new float[5];
    ENCODER.encode(row, x, 0);
    double[] mean = new double[4];
    for (int m = 0; m < 4; m++) {
      Activation own = m == 1 ? Activation.RELU : activation;
      double[] y = forward(sizes.get(m), weights(sizes.get(m), m + 1), x, own);
      for (int j = 0; j < 4; j++) {
        mean[j] += y[j] / 4;
      }
    }
    assertThat(scratch.predictions()[0]).isCloseTo(mean[0] * 3, within(1e-5));
    assertThat(scratch.predictions()[1]).isCloseTo(mean[1] * 3, within(1e-5));
    assertThat(scratch.predictions()[2]).isZero();
    assertThat(scratch.predictions()[3]).isCloseTo(Math.max(0, mean[3] * 5), within(1e-5));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void aRowIsPredictedAloneAsAmongOthersToTheBit(Activation activation) {
    PublishedModel model =
        model(List.of(network(WIDE, activation, 1), network(NARROW, activation, 2)));
    SplittableRandom random = new SplittableRandom(5);
    int rows = 53;
    float[] x = new float[rows * 5];
    double[] alone = new double[rows * 4];
    ScoringScratch scratch = new ScoringScratch();
    for (int r = 0; r < rows; r++) {
      float a = r % 7 == 0 ? 1 : (float) random.nextDouble(-9, 9);
      FeatureRow row = row(a, (float) random.nextDouble(-9, 9), "c" + r);
      ENCODER.encode(row, x, r * 5);
      model.predict(row, scratch);
      System.arraycopy(scratch.predictions(), 0, alone, r * 4, 4);
    }
    double[] together = new double[3 + (rows - 2) * 4];
    model.predict(x, 2, rows - 2, together, 3, new ScoringScratch());
    assertThat(Arrays.copyOfRange(together, 3, together.length))
        .containsExactly(Arrays.copyOfRange(alone, 8, alone.length));
    assertThat(together).startsWith(0, 0, 0);
  }

  @Test
  void aBlockThatIsNotOneHotIsTakenAsItIs() {
    PublishedModel model = model(List.of(network(WIDE, Activation.TANH, 1)));
    float[] x = {.1f, -.2f, .5f, 0, -2};
    double[] out = new double[4];
    model.predict(x, 0, 1, out, 0, new ScoringScratch());
    double[] expected = forward(WIDE, weights(WIDE, 1), x, Activation.TANH);
    assertThat(out[1]).isCloseTo(expected[1] * 3, within(1e-5));
  }

  @Test
  void costIsClampedAtZeroAndTheFreeArmIsFree() {
    float[] weights = new float[(5 + 1) * 6];
    // Biases alone: revenue 1, 2, 3; cost 4, -1, 2.
    float[] bias = {1, 2, 3, 4, -1, 2};
    System.arraycopy(bias, 0, weights, 30, 6);
    PublishedModel model =
        new PublishedModel(
            List.of("free", "b", "c"),
            ENCODER,
            List.of(new MemberNetwork(new int[] {5, 6}, Activation.RELU, weights)),
            10,
            100);
    ScoringScratch scratch = new ScoringScratch();
    model.predict(row(0, 0, ""), scratch);
    assertThat(scratch.predictions()).containsExactly(10, 20, 30, 0, 0, 200);
  }

  @Test
  void oneScratchServesModelsOfAllSizes() {
    PublishedModel small = model(List.of(network(NARROW, Activation.RELU, 1)));
    PublishedModel large = model(List.of(network(WIDE, Activation.TANH, 2)));
    ScoringScratch shared = new ScoringScratch();
    for (PublishedModel model : List.of(small, large, small)) {
      ScoringScratch own = new ScoringScratch();
      model.predict(row(3, 4, "x"), own);
      model.predict(row(3, 4, "x"), shared);
      assertThat(shared.predictions()).containsExactly(own.predictions());
    }
  }

  @Test
  void weightsSurviveTheirBytes() {
    float[] weights = weights(WIDE, 3);
    byte[] bytes = WeightBytes.encode(weights);
    assertThat(WeightBytes.decode(ByteBuffer.wrap(bytes))).containsExactly(weights);
    assertThat(WeightBytes.encode(new float[] {1})).containsExactly(0, 0, 0x80, 0x3f);
    assertThatThrownBy(() -> WeightBytes.decode(ByteBuffer.wrap(bytes, 0, 6)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesSizesThatTheWeightsDoNotBearOut() {
    int max = Integer.MAX_VALUE;
    for (int[] sizes :
        new int[][] {
          {},
          {5},
          {5, 0},
          {5, -1, 4},
          {5, 5},
          {max, max},
          {max, max, max, max},
          {1 << 16, 1 << 16},
          // (in + 1) out is 0 and 24 in 32 bits.
          {max, 4},
          {(1 << 30) + 5, 4},
          new int[100_000]
        }) {
      if (sizes.length == 100_000) {
        Arrays.fill(sizes, max);
      }
      assertThatThrownBy(() -> new MemberNetwork(sizes, Activation.RELU, new float[24]))
          .isInstanceOf(IllegalArgumentException.class)
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    float[] broken = weights(WIDE, 1);
    assertThat(new MemberNetwork(WIDE, Activation.RELU, broken).finite()).isTrue();
    broken[5] = Float.NaN;
    MemberNetwork notFinite = new MemberNetwork(WIDE, Activation.RELU, broken);
    assertThat(model(List.of(notFinite)).finite()).isFalse();
    MemberNetwork member = network(WIDE, Activation.RELU, 1);
    assertThat(model(List.of(member)).finite()).isTrue();
    assertThatThrownBy(() -> new PublishedModel(List.of("a", "a"), ENCODER, List.of(member), 1, 1))
        .hasMessageContaining("distinct");
    assertThatThrownBy(
            () -> new PublishedModel(List.of("a", "b", "c"), ENCODER, List.of(member), 1, 1))
        .hasMessageContaining("columns");
    assertThatThrownBy(() -> new PublishedModel(List.of("a", "b"), ENCODER, List.of(), 1, 1))
        .hasMessageContaining("member");
    for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(
              () -> new PublishedModel(List.of("a", "b"), ENCODER, List.of(member), scale, 1))
          .hasMessageContaining("scales");
      assertThatThrownBy(
              () -> new PublishedModel(List.of("a", "b"), ENCODER, List.of(member), 1, scale))
          .hasMessageContaining("scales");
    }
    FeatureEncoder tooMany = new FeatureEncoder(new float[6], new float[] {1, 1, 1, 1, 1, 1});
    assertThatThrownBy(() -> new PublishedModel(List.of("a", "b"), tooMany, List.of(member), 1, 1))
        .hasMessageContaining("6 numeric");
    FeatureLayout other = new FeatureLayout("v1", List.of("a"), List.of());
    FeatureRow row = new FeatureRow();
    other.read("v1", List.of(1f), List.of(), row);
    assertThatThrownBy(() -> model(List.of(member)).predict(row, new ScoringScratch()))
        .hasMessageContaining("columns");
  }

  private static PublishedModel model(List<MemberNetwork> members) {
    return new PublishedModel(List.of("free", "paid"), ENCODER, members, 3, 5);
  }

  private static FeatureRow row(float a, float b, String c) {
    FeatureRow row = new FeatureRow();
    assertThat(LAYOUT.read("v1", List.of(a, b), List.of(c), row)).isNull();
    return row;
  }

  private static MemberNetwork network(int[] sizes, Activation activation, int seed) {
    return new MemberNetwork(sizes, activation, weights(sizes, seed));
  }

  private static float[] weights(int[] sizes, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int parameters = 0;
    for (int l = 1; l < sizes.length; l++) {
      parameters += (sizes[l - 1] + 1) * sizes[l];
    }
    float[] weights = new float[parameters];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextDouble(-1, 1);
    }
    return weights;
  }

  private static double[] forward(int[] sizes, float[] theta, float[] x, Activation activation) {
    double[] h = new double[x.length];
    Arrays.setAll(h, i -> x[i]);
    int offset = 0;
    for (int l = 1; l < sizes.length; l++) {
      double[] z = new double[sizes[l]];
      for (int o = 0; o < z.length; o++) {
        for (int i = 0; i < h.length; i++) {
          z[o] += theta[offset + o * h.length + i] * h[i];
        }
        z[o] += theta[offset + z.length * h.length + o];
        if (l < sizes.length - 1) {
          z[o] =
              switch (activation) {
                case RELU -> Math.max(0, z[o]);
                case TANH -> Math.tanh(z[o]);
                case SOFTPLUS -> Math.log(1 + Math.exp(z[o]));
              };
        }
      }
      offset += z.length * (h.length + 1);
      h = z;
    }
    return h;
  }
}
