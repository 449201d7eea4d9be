package io.weir.core.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.network.Activation;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HiddenActivationTest {
  @ParameterizedTest
  @EnumSource(Activation.class)
  void isWithinATenMillionthOfTheExactValue(Activation activation) {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200_000; i++) {
      double size = Math.pow(10, random.nextDouble(-8, 2));
      float z = (float) random.nextDouble(-size, size);
      double exact = exact(activation, z);
      assertThat((double) apply(activation, z))
          .as("%s(%s)", activation, z)
          .isCloseTo(exact, within(1e-7 * Math.max(1, Math.abs(exact))));
    }
  }

  @Test
  void extremesStayWhereTheyBelong() {
    float max = Float.MAX_VALUE;
    assertThat(apply(Activation.TANH, max)).isEqualTo(1);
    assertThat(apply(Activation.TANH, Float.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(apply(Activation.TANH, 0)).isZero();
    assertThat(apply(Activation.SOFTPLUS, max)).isEqualTo(max);
    assertThat(apply(Activation.SOFTPLUS, -max)).isBetween(0f, 1e-17f);
    assertThat(apply(Activation.SOFTPLUS, Float.POSITIVE_INFINITY)).isInfinite();
    for (Activation activation : Activation.values()) {
      assertThat(apply(activation, Float.NaN)).isNaN();
    }
  }

  @Test
  void theBitsArePinned() {
    // On whatever machine: a change here changes what clients of different releases predict.
    int tanh = 0;
    int softplus = 0;
    for (int i = -2000; i <= 2000; i++) {
      tanh = 31 * tanh + Float.floatToIntBits(apply(Activation.TANH, i / 128f));
      softplus = 31 * softplus + Float.floatToIntBits(apply(Activation.SOFTPLUS, i / 64f));
    }
    assertThat(tanh).isEqualTo(-1823390198);
    assertThat(softplus).isEqualTo(-115652789);
  }

  private static float apply(Activation activation, float z) {
    float[] values = {-7, z, -7};
    HiddenActivation.apply(activation, values, 1, 1);
    assertThat(values[0]).isEqualTo(-7);
    assertThat(values[2]).isEqualTo(-7);
    return values[1];
  }

  private static double exact(Activation activation, double z) {
    return switch (activation) {
      case RELU -> Math.max(z, 0);
      case TANH -> StrictMath.tanh(z);
      case SOFTPLUS -> Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
    };
  }
}
