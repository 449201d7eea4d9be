package io.weir.core.f64.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.random.Rng;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OptimizerTest {
  @Test
  void adamFollowsItsDefinitionForTwoSteps() {
    Adam adam = new Adam(1, 0.9, 0.99, 1e-8);
    double[] theta = {9, 1};
    adam.step(theta, 1, new double[] {2}, 0, 0.1, 0.5);
    // Bias correction makes the first step rate times the sign; then the decay shrinks by 1 - 0.05.
    double first = (1 - 0.1 * 2 / (2 + 1e-8)) * 0.95;
    assertThat(theta).containsExactly(new double[] {9, first}, within(1e-14));
    adam.step(theta, 1, new double[] {-1}, 0, 0.1, 0);
    double m = (0.9 * 0.2 - 0.1) / (1 - 0.81);
    double s = (0.99 * 0.04 + 0.01) / (1 - 0.9801);
    assertThat(theta[1]).isCloseTo(first - 0.1 * m / (Math.sqrt(s) + 1e-8), within(1e-14));
  }

  @Test
  void savedStatesContinueBitForBit() throws IOException {
    Rng rng = new Rng(4);
    double[] theta = new double[5];
    Adam adam = Adam.standard(5);
    double[] gradient = new double[5];
    for (int i = 0; i < 3; i++) {
      fill(rng, gradient);
      adam.step(theta, 0, gradient, 0, 0.01, 0.1);
    }
    Adam adam2 = Adam.read(StateInput.of(StateOutput.bytesOf(adam::write)));
    double[] theta2 = theta.clone();
    for (int i = 0; i < 3; i++) {
      fill(rng, gradient);
      adam.step(theta, 0, gradient, 0, 0.01, 0.1);
      adam2.step(theta2, 0, gradient, 0, 0.01, 0.1);
    }
    assertThat(theta2).containsExactly(theta);
    assertThat(adam2.steps()).isEqualTo(6);
  }

  private static void fill(Rng rng, double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = rng.nextGaussian();
    }
  }
}
