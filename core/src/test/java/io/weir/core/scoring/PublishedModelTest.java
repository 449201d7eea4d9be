package io.weir.core.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.feature.FeatureEncoder;
import io.weir.core.feature.FeatureLayout;
import io.weir.core.feature.FeatureLayout.CategoricalFeature;
import io.weir.core.network.Activation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishedModelTest {
  private static final FeatureLayout LAYOUT =
      new FeatureLayout("v1", List.of("a", "b"), List.of(new CategoricalFeature("c", 3)));
  private static final FeatureEncoder ENCODER =
      new FeatureEncoder(LAYOUT, new float[] {1, 2}, new float[] {2, 4});
  private static final int[] SIZES = {5, 7, 6, 4};

  @ParameterizedTest
  @EnumSource(Activation.class)
  void equalsTheContractWrittenOut(Activation activation) {
    float[] first = weights(1);
    float[] second = weights(2);
    PublishedModel model =
        model(
            List.of(
                new MemberNetwork(SIZES, activation, first),
                new MemberNetwork(SIZES, activation, second)));
    PublishedModel.Scratch scratch = new PublishedModel.Scratch();
    model.predict(List.of(3f, -2f), List.of("red"), scratch);

    double[] x = new double[5];
    ENCODER.encode(List.of(3f, -2f), List.of("red"), x, 0);
    double[] y1 = forward(first, x, activation);
    double[] y2 = forward(second, x, activation);
    for (int j = 0; j < 2; j++) {
      double cost = j == 0 ? 0 : Math.max(0, (y1[2 + j] + y2[2 + j]) / 2 * 5);
      assertThat(scratch.revenue()[j]).isCloseTo((y1[j] + y2[j]) / 2 * 3, within(1e-12));
      assertThat(scratch.cost()[j]).isCloseTo(cost, within(1e-12));
    }

    PublishedModel.Scratch dense = new PublishedModel.Scratch();
    model.predict(x, 0, dense);
    assertThat(dense.revenue()).containsExactly(scratch.revenue());
    assertThat(dense.cost()).containsExactly(scratch.cost());
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
    PublishedModel.Scratch scratch = new PublishedModel.Scratch();
    model.predict(List.of(0f, 0f), List.of(""), scratch);
    assertThat(scratch.revenue()).containsExactly(10, 20, 30);
    assertThat(scratch.cost()).containsExactly(0, 0, 200);
  }

  @Test
  void weightsSurviveTheirBytes() {
    float[] weights = weights(3);
    byte[] bytes = WeightBytes.encode(weights);
    assertThat(WeightBytes.decode(ByteBuffer.wrap(bytes))).containsExactly(weights);
    assertThat(WeightBytes.encode(new float[] {1})).containsExactly(0, 0, 0x80, 0x3f);
    assertThatThrownBy(() -> WeightBytes.decode(ByteBuffer.wrap(bytes, 0, 6)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> new MemberNetwork(SIZES, Activation.RELU, new float[3]))
        .hasMessageContaining("3 weights");
    float[] broken = weights(1);
    broken[5] = Float.NaN;
    assertThatThrownBy(() -> new MemberNetwork(SIZES, Activation.RELU, broken))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> new MemberNetwork(new int[] {5}, Activation.RELU, new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
    MemberNetwork member = new MemberNetwork(SIZES, Activation.RELU, weights(1));
    assertThatThrownBy(() -> new PublishedModel(List.of("a", "a"), ENCODER, List.of(member), 1, 1))
        .hasMessageContaining("distinct");
    assertThatThrownBy(
            () -> new PublishedModel(List.of("a", "b", "c"), ENCODER, List.of(member), 1, 1))
        .hasMessageContaining("columns");
    assertThatThrownBy(() -> new PublishedModel(List.of("a", "b"), ENCODER, List.of(), 1, 1))
        .hasMessageContaining("member");
    assertThatThrownBy(() -> new PublishedModel(List.of("a", "b"), ENCODER, List.of(member), 0, 1))
        .hasMessageContaining("scales");
  }

  private static PublishedModel model(List<MemberNetwork> members) {
    return new PublishedModel(List.of("free", "paid"), ENCODER, members, 3, 5);
  }

  private static float[] weights(int seed) {
    Random random = new Random(seed);
    float[] weights = new float[6 * 7 + 8 * 6 + 7 * 4];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return weights;
  }

  private static double[] forward(float[] theta, double[] x, Activation activation) {
    double[] h = x;
    int offset = 0;
    for (int l = 1; l < SIZES.length; l++) {
      double[] z = new double[SIZES[l]];
      for (int o = 0; o < z.length; o++) {
        for (int i = 0; i < h.length; i++) {
          z[o] += theta[offset + o * h.length + i] * h[i];
        }
        z[o] += theta[offset + z.length * h.length + o];
        if (l < SIZES.length - 1) {
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
