package io.weir.learner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.learner.Fixtures;
import io.weir.schemas.ActivationFunction;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnsembleTest {
  @ParameterizedTest
  @EnumSource(ActivationFunction.class)
  void agreesWithTheContractWrittenOutByHand(ActivationFunction activation) {
    List<float[]> members = List.of(Fixtures.weights(1), Fixtures.weights(2));
    int rows = 130;
    float[] x = new float[rows * 5];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextDouble(-2, 2);
    }
    double[] out = new double[rows * 6 + 1];
    Ensemble.of(Fixtures.model(activation, members)).predict(x, 1, rows - 1, out, 7);
    for (int r = 1; r < rows; r++) {
      double[] mean = new double[6];
      for (float[] member : members) {
        double[] y = byHand(member, x, r * 5, activation);
        for (int j = 0; j < 6; j++) {
          mean[j] += y[j] / members.size();
        }
      }
      for (int j = 0; j < 3; j++) {
        double cost = j == 0 ? 0 : Math.max(0, mean[3 + j] * 0.5);
        assertThat(out[7 + (r - 1) * 6 + j]).isCloseTo(mean[j] * 2, within(1e-5));
        assertThat(out[7 + (r - 1) * 6 + 3 + j]).isCloseTo(cost, within(1e-5));
      }
    }
  }

  private static double[] byHand(float[] w, float[] x, int at, ActivationFunction activation) {
    double[] current = new double[5];
    for (int i = 0; i < 5; i++) {
      current[i] = x[at + i];
    }
    int p = 0;
    for (int l = 0; l + 1 < Fixtures.MODEL_SIZES.size(); l++) {
      int in = Fixtures.MODEL_SIZES.get(l);
      int out = Fixtures.MODEL_SIZES.get(l + 1);
      double[] next = new double[out];
      for (int o = 0; o < out; o++) {
        next[o] = w[p + in * out + o];
        for (int i = 0; i < in; i++) {
          next[o] += w[p + o * in + i] * current[i];
        }
        if (l + 2 < Fixtures.MODEL_SIZES.size()) {
          double z = next[o];
          next[o] =
              switch (activation) {
                case RELU -> Math.max(0, z);
                case TANH -> Math.tanh(z);
                case SOFTPLUS -> Math.log1p(Math.exp(z));
              };
        }
      }
      p += (in + 1) * out;
      current = next;
    }
    return current;
  }

  @Test
  void oneWeightThatIsNoNumberMakesTheModelNotFinite() {
    float[] broken = Fixtures.weights(1);
    assertThat(Ensemble.of(Fixtures.model(ActivationFunction.RELU, List.of(broken))).finite())
        .isTrue();
    broken[11] = Float.NaN;
    Ensemble ensemble = Ensemble.of(Fixtures.model(ActivationFunction.RELU, List.of(broken)));
    assertThat(ensemble.finite()).isFalse();
  }
}
