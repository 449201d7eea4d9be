package io.weir.backtest.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.f64.learner.TestWorld;
import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.step.Starts;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What batch methods share: scales, starts, early stopping, the two-stage form. */
class BatchTrainingTest {
  private static final DenseKernels KERNELS = DenseKernels.best();
  private static final StreamLearnerOptions OPTIONS =
      StreamLearnerOptions.defaults().with("learner.hidden", "16,8");
  private static final BatchData NONE = BatchData.empty(TestWorld.WIDTH, TestWorld.ARMS);

  private static BatchData randomized(int rows, long seed) {
    return BatchWorld.randomized(rows, new Rng(seed));
  }

  /** The same with revenue that is large against its deviation. */
  private static BatchData raised(BatchData data, double by) {
    double[] revenue = Arrays.stream(data.revenue()).map(value -> value + by).toArray();
    return new BatchData(
        data.width(), data.arms(), data.x(), data.arm(), revenue, data.cost(), data.propensity());
  }

  @Test
  void scalesOutcomesByTheRandomizedDeviationAndLeavesIndicatorsAlone() {
    double[] x = {10, 1, 20, 0, 30, 1, 40, 0};
    int[] arm = {0, 1, 0, 1};
    double[] revenue = {1, 3, 1, 3};
    double[] cost = {5, 5, 5, 5};
    BatchData data = new BatchData(2, 2, x, arm, revenue, cost, new double[] {.5, .5, .5, .5});

    BatchScaling scaling = new BatchScaling(BatchData.empty(2, 2), data);
    BatchData scaled = scaling.apply(data);

    assertThat(scaling.revenueScale()).isEqualTo(1);
    assertThat(scaling.costScale()).as("no deviation: left alone").isEqualTo(1);
    assertThat(scaling.outputMeans()).containsExactly(0, 0, 5, 5);
    assertThat(scaled.x()[1]).isEqualTo(1);
    assertThat(scaled.x()[3]).isZero();
    assertThat(scaled.x()[0] + scaled.x()[2] + scaled.x()[4] + scaled.x()[6])
        .isCloseTo(0, within(1e-12));
  }

  @Test
  void decayPullsOutputBiasesToTheMeansAndAllElseToZero() {
    MlpShape shape = OPTIONS.shape(TestWorld.WIDTH, TestWorld.ARMS);
    double[] means = {3, 3, 3, 1, 1, 1};
    double[] theta = new double[shape.parameterCount()];
    Arrays.fill(theta, 2);
    for (int step = 0; step < 400; step++) {
      for (int i = 0; i < theta.length; i++) {
        theta[i] *= 0.95;
      }
      EarlyStopping.pull(shape, theta, means, 0.05);
    }
    int last = shape.biasOffset(shape.layers() - 1);
    for (int j = 0; j < means.length; j++) {
      assertThat(theta[last + j]).isCloseTo(means[j], within(1e-6));
    }
    assertThat(theta[0]).isCloseTo(0, within(1e-6));
    assertThat(Starts.draw(shape, 2, new Rng(1), means))
        .endsWith(means)
        .hasSize(2 * shape.parameterCount());
  }

  @Test
  void decayedEnsembleDoesNotUnderestimateLargeOutcomes() {
    BatchData obs = raised(randomized(4000, 5), 20);
    BatchData rct = raised(randomized(1500, 6), 20);
    Predictor predictor = new CrossFittedLearner(OPTIONS, new double[0], KERNELS).fit(obs, rct, 3);

    double[] outputs = new double[rct.rows() * 2 * TestWorld.ARMS];
    predictor.predict(rct.x(), 0, rct.rows(), outputs);
    double excess = 0;
    for (int i = 0; i < rct.rows(); i++) {
      excess += outputs[i * 2 * TestWorld.ARMS + rct.arm()[i]] - rct.revenue()[i];
    }
    assertThat(excess / rct.rows()).isCloseTo(0, within(0.1));
  }

  @Test
  void earlyStoppingKeepsTheStartWhereNothingIsBetter() {
    BatchData data = new BatchScaling(NONE, randomized(400, 7)).apply(randomized(400, 7));
    MlpShape shape = OPTIONS.shape(TestWorld.WIDTH, TestWorld.ARMS);
    MlpEnsemble network = new MlpEnsemble(shape, 1, KERNELS, EarlyStopping.BATCH);
    double[] means = new double[2 * TestWorld.ARMS];
    double[] start = Starts.draw(shape, 1, new Rng(8), means);
    double[] theta = start.clone();

    new EarlyStopping(50, 0, 3, 3).train(network, theta, data, means, new Rng(9));
    assertThat(theta).as("steps far too long").isEqualTo(start);
    EarlyStopping.PLAIN.train(network, theta, data, means, new Rng(9));
    assertThat(theta).isNotEqualTo(start);
  }

  @Test
  void twoStageMethodsLearnFromWhatTheyAreNamedFor() {
    BatchData obs = BatchWorld.observational(4000, new Rng(1));
    BatchData rct = randomized(2000, 2);
    for (TwoStageBatch.Data kind : TwoStageBatch.Data.values()) {
      TwoStageBatch method = new TwoStageBatch("some", kind, OPTIONS, KERNELS);
      double[] outputs = new double[6];
      method.fit(obs, rct, 4).predict(rct.x(), 0, 1, outputs);
      double[] again = new double[6];
      method.fit(obs, rct, 4).predict(rct.x(), 0, 1, again);
      assertThat(again).isEqualTo(outputs);
      double[] others = new double[6];
      method.fit(obs, randomized(2000, 3), 4).predict(rct.x(), 0, 1, others);
      assertThat(others).isNotEqualTo(outputs);
    }
    TwoStageBatch onRandomized =
        new TwoStageBatch("tsm-rct", TwoStageBatch.Data.RCT, OPTIONS, KERNELS);
    assertThatThrownBy(() -> onRandomized.fit(obs, NONE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tsm-rct");
  }

  @Test
  void timesAreKeptBySelectionAndFeedTheStreamInOrder() {
    BatchData obs = timed(BatchWorld.observational(20_000, new Rng(11)), 0);
    BatchData early = timed(randomized(2000, 12), 0);
    BatchData late = timed(randomized(2000, 12), 1_000_000);
    assertThat(early.select(new int[] {7, 3}, 0, 2).timestamp()).containsExactly(7, 3);
    assertThat(early.concat(late).timed()).isFalse();

    StreamedBatch stream = new StreamedBatch(OPTIONS, 0.3, 6_000, KERNELS);
    double[] seen = new double[6];
    stream.fit(obs, early, 5).predict(obs.x(), 0, 1, seen);
    double[] unseen = new double[6];
    stream.fit(obs, late, 5).predict(obs.x(), 0, 1, unseen);
    assertThat(unseen).as("randomized rows that come after all others").isNotEqualTo(seen);
  }

  private static BatchData timed(BatchData data, long first) {
    long[] times = new long[data.rows()];
    Arrays.setAll(times, i -> first + i);
    return new BatchData(
        data.width(),
        data.arms(),
        data.x(),
        data.arm(),
        data.revenue(),
        data.cost(),
        data.propensity(),
        times);
  }
}
