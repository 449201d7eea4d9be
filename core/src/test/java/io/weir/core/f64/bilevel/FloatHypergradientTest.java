package io.weir.core.f64.bilevel;

import static io.weir.core.golden.Golden.assertClose;

import io.weir.core.f64.level.DecisionGradient;
import io.weir.core.f64.level.SampleBatch;
import io.weir.core.linalg.DenseKernels;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The single-precision twin's hypergradient against the golden one, within its rounding times the
 * conditioning.
 */
class FloatHypergradientTest {
  @ParameterizedTest
  @ValueSource(strings = {"relu_m3", "tanh_m2", "softplus_m5"})
  void agreesWithTheGoldenNumbers(String name) {
    GoldenProblem p = new GoldenProblem(name);
    DecisionGradient loss = p.decision;
    int cells = p.randomized.rows() * p.shape.outputSize();
    io.weir.core.f32.level.DecisionGradient decision =
        (predictions, batch, gradient) -> {
          double[] wide = new double[cells];
          double value = loss.apply(doubles(predictions), p.randomized, wide);
          System.arraycopy(floats(wide), 0, gradient, 0, cells);
          return (float) value;
        };
    io.weir.core.f32.level.LowerLevel lower =
        new io.weir.core.f32.level.LowerLevel(
            p.shape, DenseKernels.best(), 16, io.weir.core.f32.level.PseudoLabels.FLOW, 0f);
    io.weir.core.f32.bilevel.HypergradientSolve solve =
        new io.weir.core.f32.bilevel.HypergradientSolve(
            lower,
            new io.weir.core.f32.level.NetworkBridge(p.bridgeShape, DenseKernels.best(), 64),
            decision,
            io.weir.core.f32.bilevel.HypergradientOptions.implicit(
                io.weir.core.f32.level.Curvature.GAUSS_NEWTON,
                (float) p.golden.number("damp"),
                200,
                1e-6f),
            floats(p.golden.vector("theta")),
            floats(p.golden.vector("phi")),
            batch(p.observed, p.shape.inputSize()),
            batch(p.randomized, p.shape.inputSize()),
            new float[0]);
    solve.run();
    assertClose(
        doubles(solve.hypergradient()),
        p.golden.vector("expected/mode_flow/hypergrad_implicit_gn_damped_ppl"),
        1e-3,
        "hypergradient");
  }

  private static io.weir.core.f32.level.SampleBatch batch(SampleBatch b, int features) {
    return new io.weir.core.f32.level.SampleBatch(
        b.rows,
        features,
        b.arms,
        floats(b.x),
        b.arm,
        floats(b.revenue),
        floats(b.cost),
        floats(b.teacher));
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    Arrays.setAll(result, i -> values[i]);
    return result;
  }
}
