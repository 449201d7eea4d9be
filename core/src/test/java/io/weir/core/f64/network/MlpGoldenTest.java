package io.weir.core.f64.network;

import static io.weir.core.golden.Golden.assertClose;

import io.weir.core.golden.Golden;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlpGoldenTest {
  @ParameterizedTest
  @ValueSource(strings = {"relu_m3", "tanh_m2", "softplus_m5"})
  void outputsAndTheirDerivativesMatch(String name) {
    Golden golden = Golden.read(name);
    MlpShape shape = golden.shape("sizes", "act");
    double[] theta = golden.vector("theta");
    double[] x = golden.vector("obs/X");
    int rows = golden.integers("obs/t").length;
    Mlp mlp = new Mlp(shape, DenseKernels.best(), 64);
    mlp.forward(theta, 0, x, 0, rows);
    assertClose(mlp.output(), golden.vector("expected/target_out_obs"), 1e-12, "outputs");
    double[] tangent = new double[rows * shape.outputSize()];
    mlp.jvp(golden.vector("v"), 0, tangent);
    assertClose(tangent, golden.vector("expected/jvp_obs"), 1e-12, "J v");
    mlp.forward(theta, 0, golden.vector("rct/X"), 0, golden.integers("rct/t").length);
    assertClose(
        mlp.output(),
        golden.vector("expected/target_out_rct"),
        1e-12,
        "outputs on the randomized rows");
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu_m3", "tanh_m2", "softplus_m5"})
  void labelsAreTheTeachersOutputsPlusAFixedOffset(String name) {
    Golden golden = Golden.read(name);
    MlpShape shape = golden.shape("sizes", "act");
    int rows = golden.integers("obs/t").length;
    int columns = shape.outputSize();
    Mlp teacher = new Mlp(shape, DenseKernels.best(), 64);
    teacher.forward(golden.vector("psi_teacher"), 0, golden.vector("obs/X"), 0, rows);
    double[] labels = golden.vector("obs/pre");
    double[] expected = new double[rows * columns];
    for (int i = 0; i < expected.length; i++) {
      int row = i % columns;
      expected[i] = teacher.output()[i] + labels[row] - teacher.output()[row];
    }
    assertClose(labels, expected, 1e-12, "labels");
  }
}
