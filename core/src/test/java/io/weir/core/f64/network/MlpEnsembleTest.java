package io.weir.core.f64.network;

import static io.weir.core.golden.Golden.assertClose;

import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.Activation;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Stacked members compute what each would alone. */
class MlpEnsembleTest {
  @Property(tries = 40)
  void agreesWithSinglePerceptrons(
      @ForAll Activation activation,
      @ForAll @IntRange(min = 1, max = 4) int members,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 3) int hiddenLayers,
      @ForAll @IntRange(min = 1, max = 12) int rows) {
    int[] sizes = new int[hiddenLayers + 2];
    Arrays.setAll(sizes, l -> l == 0 ? width : 3 + 2 * l);
    sizes[hiddenLayers + 1] = 4;
    MlpShape shape = new MlpShape(sizes, activation);
    int n = shape.parameterCount();
    double[] theta = gaussians(new Rng(1), 3 + members * n);
    double[] v = gaussians(new Rng(2), members * n);
    double[] x = gaussians(new Rng(3), 5 + rows * width);
    double[][] outputGradients = new double[members][];
    double[][] tangents = new double[members][rows * 4];
    for (int q = 0; q < members; q++) {
      outputGradients[q] = gaussians(new Rng(4 + q), rows * 4);
    }
    MlpEnsemble ensemble = new MlpEnsemble(shape, members, DenseKernels.best(), 12);
    ensemble.forward(theta, 3, x, 5, rows);
    ensemble.jvp(v, 0, tangents);
    double[] gradient = new double[members * n];
    ensemble.backward(outputGradients, gradient, 0);
    Mlp single = new Mlp(shape, DenseKernels.best(), 12);
    double[] mean = new double[rows * 4];
    for (int q = 0; q < members; q++) {
      single.forward(theta, 3 + q * n, x, 5, rows);
      double[] output = Arrays.copyOf(single.output(), rows * 4);
      assertClose(Arrays.copyOf(ensemble.output(q), rows * 4), output, 1e-11, "output");
      double[] tangent = new double[rows * 4];
      single.jvp(v, q * n, tangent);
      assertClose(tangents[q], tangent, 1e-11, "tangent");
      double[] expected = new double[n];
      single.backward(outputGradients[q], expected, 0);
      assertClose(Arrays.copyOfRange(gradient, q * n, (q + 1) * n), expected, 1e-11, "gradient");
      for (int i = 0; i < mean.length; i++) {
        mean[i] += output[i] / members;
      }
    }
    double[] actual = new double[rows * 4];
    ensemble.mean(actual, 0);
    assertClose(actual, mean, 1e-11, "mean");
  }

  private static double[] gaussians(Rng rng, int n) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> rng.nextGaussian());
    return values;
  }
}
