package io.weir.core.f64.network;

import static io.weir.core.golden.Golden.assertClose;

import io.weir.core.f64.optim.Adam;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.Activation;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The generated single-precision twin agrees with the source it came from, within its rounding. */
class FloatTwinTest {
  @ParameterizedTest
  @EnumSource
  void twinAgreesWithinRounding(Activation activation) {
    MlpShape shape = new MlpShape(new int[] {12, 16, 8, 6}, activation);
    int n = shape.parameterCount();
    int rows = 50;
    int cells = rows * shape.outputSize();
    float[] theta32 = new float[n];
    io.weir.core.f32.network.NormalStart.STUDY.draw(shape, theta32, 0, new Rng(5));
    float[] x32 = floats(new Rng(6), rows * 12);
    float[] v32 = floats(new Rng(7), n);
    float[] weights32 = floats(new Rng(8), cells);
    io.weir.core.f32.network.Mlp single =
        new io.weir.core.f32.network.Mlp(shape, DenseKernels.best(), rows);
    Mlp mlp = new Mlp(shape, DenseKernels.best(), rows);
    double[] theta = doubles(theta32);
    mlp.forward(theta, 0, doubles(x32), 0, rows);
    single.forward(theta32, 0, x32, 0, rows);
    assertClose(doubles(single.output()), Arrays.copyOf(mlp.output(), cells), 2e-6, "output");
    double[] gradient = new double[n];
    float[] gradient32 = new float[n];
    mlp.backward(doubles(weights32), gradient, 0);
    single.backward(weights32, gradient32, 0);
    assertClose(doubles(gradient32), gradient, 5e-6, "gradient");
    double[] product = new double[n];
    float[] product32 = new float[n];
    mlp.hessianVector(doubles(v32), 0, doubles(weights32), product, 0);
    single.hessianVector(v32, 0, weights32, product32, 0);
    assertClose(doubles(product32), product, 1e-5, "Hessian product");
    Adam adam = Adam.standard(n);
    io.weir.core.f32.optim.Adam adam32 = io.weir.core.f32.optim.Adam.standard(n);
    for (int step = 0; step < 20; step++) {
      adam.step(theta, 0, gradient, 0, 1e-3, 0.5);
      adam32.step(theta32, 0, gradient32, 0, 1e-3f, 0.5f);
    }
    assertClose(doubles(theta32), theta, 2e-5, "parameters after twenty steps");
  }

  private static float[] floats(Rng rng, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return values;
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    Arrays.setAll(result, i -> values[i]);
    return result;
  }
}
