package io.weir.core.f64.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.Activation;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * On random shapes, offsets and losses: derivatives against central differences, and J against its
 * transpose.
 */
class MlpPropertyTest {
  private static final double STEP = 1e-5;

  @Property(tries = 60)
  void derivativesMatchFiniteDifferences(
      @ForAll @Size(min = 2, max = 4) List<@IntRange(min = 1, max = 6) Integer> sizes,
      @ForAll Activation activation,
      @ForAll @IntRange(min = 1, max = 7) int rows,
      @ForAll @IntRange(max = 3) int offset,
      @ForAll long seed) {
    Rng rng = new Rng(seed);
    MlpShape shape = new MlpShape(sizes.stream().mapToInt(Integer::intValue).toArray(), activation);
    Case c = new Case(shape, rows, offset, rng);
    int n = shape.parameterCount();
    if (activation == Activation.RELU && c.nearKink()) {
      return;
    }
    double[] gradient = new double[offset + n];
    c.at(c.theta);
    c.mlp.backward(c.outputGradient(), gradient, offset);
    double directional = 0;
    for (int i = 0; i < n; i++) {
      directional += gradient[offset + i] * c.v[offset + i];
    }
    double plus = c.loss(c.moved(STEP));
    double minus = c.loss(c.moved(-STEP));
    double scale = 1 + Math.abs(directional);
    assertThat(directional).isCloseTo((plus - minus) / (2 * STEP), within(1e-6 * scale));

    c.at(c.theta);
    double[] keep = new double[n];
    c.mlp.backward(c.outputGradient(), keep, 0);
    double[] product = new double[n];
    c.mlp.hessianVector(c.v, offset, c.weights, product, 0);
    double[] up = new double[n];
    double[] down = new double[n];
    c.at(c.moved(STEP));
    c.mlp.backward(c.outputGradient(), up, 0);
    c.at(c.moved(-STEP));
    c.mlp.backward(c.outputGradient(), down, 0);
    double norm = 1;
    for (double value : product) {
      norm = Math.max(norm, Math.abs(value));
    }
    for (int i = 0; i < n; i++) {
      assertThat(product[i]).isCloseTo((up[i] - down[i]) / (2 * STEP), within(1e-5 * norm));
    }
  }

  @Property(tries = 60)
  void gaussNewtonIsTheJacobianTwiceAndNeverNegative(
      @ForAll @Size(min = 2, max = 4) List<@IntRange(min = 1, max = 6) Integer> sizes,
      @ForAll Activation activation,
      @ForAll @IntRange(min = 1, max = 7) int rows,
      @ForAll long seed) {
    Rng rng = new Rng(seed);
    MlpShape shape = new MlpShape(sizes.stream().mapToInt(Integer::intValue).toArray(), activation);
    Case c = new Case(shape, rows, 0, rng);
    int n = shape.parameterCount();
    c.at(c.theta);
    double[] tangent = new double[rows * shape.outputSize()];
    c.mlp.jvp(c.v, 0, tangent);
    double expected = 0;
    for (int i = 0; i < tangent.length; i++) {
      expected += c.weights[i] * tangent[i] * tangent[i];
    }
    double[] product = new double[n];
    c.mlp.gaussNewton(c.v, 0, c.weights, product, 0);
    double quadratic = 0;
    for (int i = 0; i < n; i++) {
      quadratic += product[i] * c.v[i];
    }
    assertThat(quadratic).isCloseTo(expected, within(1e-10 * (1 + expected)));
    assertThat(quadratic).isGreaterThanOrEqualTo(-1e-10 * (1 + expected));
  }

  @Example
  void theExactProductNeedsTheBackwardPassItBuildsOn() {
    MlpShape shape = new MlpShape(new int[] {2, 2}, Activation.TANH);
    Mlp mlp = new Mlp(shape, DenseKernels.best(), 1);
    mlp.forward(new double[6], 0, new double[2], 0, 1);
    assertThatThrownBy(() -> mlp.hessianVector(new double[6], 0, new double[2], new double[6], 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> mlp.forward(new double[6], 0, new double[4], 0, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** L = sum of weights/2 (output - target)^2 with positive weights. */
  private static final class Case {
    final Mlp mlp;
    final int rows;
    final int offset;
    final double[] theta;
    final double[] v;
    final double[] x;
    final double[] weights;
    final double[] targets;

    Case(MlpShape shape, int rows, int offset, Rng rng) {
      this.mlp = new Mlp(shape, DenseKernels.best(), rows);
      this.rows = rows;
      this.offset = offset;
      this.theta = normal(rng, offset + shape.parameterCount());
      this.v = normal(rng, offset + shape.parameterCount());
      this.x = normal(rng, 2 + rows * shape.inputSize());
      this.targets = normal(rng, rows * shape.outputSize());
      this.weights = normal(rng, rows * shape.outputSize());
      Arrays.setAll(weights, i -> weights[i] * weights[i]);
    }

    void at(double[] parameters) {
      mlp.forward(parameters, offset, x, 2, rows);
    }

    double[] moved(double step) {
      double[] result = theta.clone();
      for (int i = 0; i < result.length; i++) {
        result[i] += step * v[i];
      }
      return result;
    }

    double[] outputGradient() {
      double[] gradient = new double[targets.length];
      Arrays.setAll(gradient, i -> weights[i] * (mlp.output()[i] - targets[i]));
      return gradient;
    }

    double loss(double[] parameters) {
      at(parameters);
      double sum = 0;
      for (int i = 0; i < targets.length; i++) {
        sum += weights[i] / 2 * Math.pow(mlp.output()[i] - targets[i], 2);
      }
      return sum;
    }

    /**
     * Whether a ReLU turns on or off within the step: then the tangent at both ends differs by more
     * than rounding.
     */
    boolean nearKink() {
      double[] a = new double[targets.length];
      double[] b = new double[targets.length];
      double[] middle = new double[targets.length];
      at(moved(-2 * STEP));
      mlp.jvp(v, offset, a);
      at(moved(2 * STEP));
      mlp.jvp(v, offset, b);
      at(theta);
      mlp.jvp(v, offset, middle);
      for (int i = 0; i < a.length; i++) {
        // Second derivatives along v are bounded for these sizes; a kink moves the tangent by far
        // more than this.
        if (Math.abs(a[i] + b[i] - 2 * middle[i]) > 1e-6 || Math.abs(a[i] - b[i]) > 1e-2) {
          return true;
        }
      }
      return false;
    }

    private static double[] normal(Rng rng, int n) {
      double[] values = new double[n];
      Arrays.setAll(values, i -> rng.nextGaussian());
      return values;
    }
  }
}
