package io.weir.backtest.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.f64.learner.TestWorld;
import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.step.Starts;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Members that share a bridge follow teachers of their own where an outcome was not observed. */
class BatchBridgeTest {
  private static final int MEMBERS = 2;

  @Test
  void everyMemberLearnsFromItsOwnTeacher() {
    DenseKernels kernels = DenseKernels.best();
    BatchData obs = BatchWorld.observational(3_000, new Rng(1));
    BatchData rct = BatchWorld.randomized(500, new Rng(2));
    MlpShape shape =
        StreamLearnerOptions.defaults()
            .with("learner.hidden", "8")
            .shape(TestWorld.WIDTH, TestWorld.ARMS);
    double[] means = new double[shape.outputSize()];
    Rng rng = new Rng(3);
    MlpEnsemble networks = new MlpEnsemble(shape, MEMBERS, kernels, EarlyStopping.BATCH);
    double[] theta = Starts.draw(shape, MEMBERS, rng, means);
    double[][] teacher = new double[MEMBERS][obs.rows() * shape.outputSize()];
    // Far away, for weights start low.
    Arrays.fill(teacher[0], 100);
    Arrays.fill(teacher[1], -100);

    new BatchBridge(shape, MEMBERS, new double[] {0.3}, means, kernels)
        .train(networks, theta, obs, rct, teacher, rng);

    networks.forward(theta, 0, obs.x(), 0, EarlyStopping.BATCH);
    assertThat(meanCounterfactual(networks.output(0), obs)).isPositive();
    assertThat(meanCounterfactual(networks.output(1), obs)).isNegative();
  }

  /** Of the outputs of the arms that the first rows did not get. */
  private static double meanCounterfactual(double[] output, BatchData obs) {
    int columns = 2 * obs.arms();
    double sum = 0;
    for (int i = 0; i < EarlyStopping.BATCH; i++) {
      for (int j = 0; j < columns; j++) {
        sum += j % obs.arms() == obs.arm()[i] ? 0 : output[i * columns + j];
      }
    }
    return sum / (EarlyStopping.BATCH * (columns - 2));
  }
}
