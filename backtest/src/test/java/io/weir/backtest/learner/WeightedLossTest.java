package io.weir.backtest.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.f64.learner.TestWorld;
import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.step.FactualLoss;
import io.weir.core.f64.step.Starts;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Rows that count with their stabilized inverse propensity. */
class WeightedLossTest {
  private static final int ROWS = 40;

  private static BatchData ramped() {
    TestWorld world = TestWorld.randomized(ROWS, new Rng(3));
    double[] propensity = new double[ROWS];
    Arrays.setAll(propensity, i -> (1 + i % 5) / 8.0);
    BatchData plain = BatchWorld.of(world);
    return new BatchData(
            plain.width(),
            plain.arms(),
            plain.x(),
            plain.arm(),
            plain.revenue(),
            plain.cost(),
            propensity)
        .weighted();
  }

  @Test
  void theGradientIsThatOfTheWeightedLoss() {
    BatchData data = ramped();
    assertThat(Arrays.stream(data.weight()).distinct().count()).isGreaterThan(5);
    MlpShape shape =
        StreamLearnerOptions.defaults()
            .with("learner.hidden", "5")
            .with("learner.activation", "TANH")
            .shape(TestWorld.WIDTH, TestWorld.ARMS);
    MlpEnsemble network = new MlpEnsemble(shape, 1, DenseKernels.best(), ROWS);
    double[] theta = Starts.draw(shape, 1, new Rng(4), new double[shape.outputSize()]);
    double[] gradient = new double[theta.length];
    double[] output = new double[ROWS * shape.outputSize()];
    network.forward(theta, 0, data.x(), 0, ROWS);
    double loss =
        FactualLoss.gradient(
            network.output(0),
            data.arm(),
            data.revenue(),
            data.cost(),
            data.weight(),
            ROWS,
            data.arms(),
            output);
    network.backward(new double[][] {output}, gradient, 0);

    assertThat(loss).isCloseTo(loss(network, theta, data), within(1e-12));
    for (int k = 0; k < theta.length; k++) {
      double step = 1e-6;
      double[] moved = theta.clone();
      moved[k] += step;
      double above = loss(network, moved, data);
      moved[k] -= 2 * step;
      double below = loss(network, moved, data);
      assertThat(gradient[k]).isCloseTo((above - below) / (2 * step), within(1e-7));
    }
  }

  private static double loss(MlpEnsemble network, double[] theta, BatchData data) {
    network.forward(theta, 0, data.x(), 0, ROWS);
    return FactualLoss.value(
        network.output(0),
        data.arm(),
        data.revenue(),
        data.cost(),
        data.weight(),
        ROWS,
        data.arms());
  }

  @Test
  void rowsWithoutAProbabilityCountOnce() {
    BatchData data = BatchWorld.observational(6, new Rng(1));
    double[] unknown = {Double.NaN, 0.5, Double.NaN, 0.5, Double.NaN, 0.5};
    BatchData mixed =
        new BatchData(
            data.width(), data.arms(), data.x(), data.arm(), data.revenue(), data.cost(), unknown);

    assertThat(mixed.weighted().weight()).containsExactly(1, 1, 1, 1, 1, 1);
    BatchData weighted = ramped();
    assertThat(weighted.select(new int[] {3, 1}, 0, 2).weight())
        .containsExactly(weighted.weight()[3], weighted.weight()[1]);
    assertThat(weighted.concat(mixed).weight()).startsWith(weighted.weight()).endsWith(1, 1);
  }

  @Test
  void theLevelOverTimeIsTakenOutAndNoneIsInvented() {
    int n = 2000;
    Rng rng = new Rng(8);
    BatchData world = BatchWorld.randomized(n, rng);
    long[] time = new long[n];
    Arrays.setAll(time, i -> i);
    double[] seasonal = world.revenue().clone();
    for (int i = n / 2; i < n; i++) {
      seasonal[i] += 5;
    }
    TimeLevel level = TimeLevel.of(timed(world, seasonal, time));
    TimeLevel none = TimeLevel.of(timed(world, world.revenue(), time));

    assertThat(level.at(n - 10) - level.at(10)).isCloseTo(5, within(0.4));
    assertThat(Math.abs(none.at(n - 10) - none.at(10))).isLessThan(0.15);
    assertThat(TimeLevel.of(world).at(3)).as("without times").isZero();
  }

  private static BatchData timed(BatchData data, double[] revenue, long[] time) {
    return new BatchData(
        data.width(),
        data.arms(),
        data.x(),
        data.arm(),
        revenue,
        data.cost(),
        data.propensity(),
        time);
  }
}
