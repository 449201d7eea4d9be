package io.weir.core.f64.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.f64.optim.Vectors;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.Activation;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Random shapes and ensembles, both bridges, all pseudo-labels: every derivative against a central
 * difference.
 */
class LowerLevelPropertyTest {
  private static final double STEP = 1e-5;

  @Property(tries = 80)
  void derivativesMatchFiniteDifferences(
      @ForAll PseudoLabels mode,
      @ForAll boolean smallBridge,
      @ForAll boolean tanh,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll @IntRange(min = 1, max = 4) int arms,
      @ForAll @IntRange(min = 1, max = 5) int hidden,
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 9) int chunkRows,
      @ForAll long seed) {
    Rng rng = new Rng(seed);
    // Smooth activations: a finite difference across a kink is no derivative.
    MlpShape shape =
        new MlpShape(new int[] {3, hidden, 2 * arms}, tanh ? Activation.TANH : Activation.SOFTPLUS);
    Bridge bridge =
        smallBridge
            ? new ColumnBridge(2 * arms)
            : new NetworkBridge(shape, DenseKernels.best(), chunkRows);
    int members = mode == PseudoLabels.FROZEN ? 1 : size;
    LowerLevel lower = new LowerLevel(shape, members, DenseKernels.best(), chunkRows, mode, 0.1);
    int cells = rows * 2 * arms;
    int[] arm = new int[rows];
    for (int i = 0; i < rows; i++) {
      arm[i] = rng.nextInt(arms);
    }
    SampleBatch batch =
        new SampleBatch(
            rows,
            3,
            arms,
            normal(rng, rows * 3),
            arm,
            normal(rng, rows),
            normal(rng, rows),
            normal(rng, cells));
    batch.anchorAt(normal(rng, cells));
    double[] theta = normal(rng, members * shape.parameterCount());
    double[] phi = normal(rng, bridge.parameterCount());
    double[] v = normal(rng, theta.length);
    double[] u = normal(rng, phi.length);
    WeightsPass weights = new WeightsPass(lower, bridge, rows);
    GradientPass pass = new GradientPass(lower);

    double[] w = weights.run(phi, batch).clone();
    pass.run(theta, batch, w);
    double slope = Vectors.dot(pass.gradient(), v, v.length);
    double[] product = new ProductPass(lower).run(Curvature.EXACT, theta, batch, w, v).clone();
    double cross =
        Vectors.dot(new MixedPass(lower, bridge).run(theta, phi, batch, w, v), u, u.length);

    double up = pass.run(moved(theta, v, STEP), batch, w);
    double[] gradientUp = pass.gradient().clone();
    double down = pass.run(moved(theta, v, -STEP), batch, w);
    double[] gradientDown = pass.gradient().clone();
    assertThat(slope).isCloseTo((up - down) / (2 * STEP), within(1e-6 * (1 + Math.abs(slope))));
    double scale = 1 + Vectors.norm(product);
    for (int i = 0; i < theta.length; i++) {
      assertThat(product[i])
          .isCloseTo((gradientUp[i] - gradientDown[i]) / (2 * STEP), within(1e-5 * scale));
    }
    pass.run(theta, batch, weights.run(moved(phi, u, STEP), batch));
    double crossUp = Vectors.dot(pass.gradient(), v, v.length);
    pass.run(theta, batch, weights.run(moved(phi, u, -STEP), batch));
    double crossDown = Vectors.dot(pass.gradient(), v, v.length);
    assertThat(cross)
        .isCloseTo((crossUp - crossDown) / (2 * STEP), within(1e-5 * (1 + Math.abs(cross))));
  }

  private static double[] moved(double[] from, double[] along, double step) {
    double[] result = from.clone();
    Vectors.addScaled(result, step, along);
    return result;
  }

  private static double[] normal(Rng rng, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = rng.nextGaussian();
    }
    return values;
  }
}
