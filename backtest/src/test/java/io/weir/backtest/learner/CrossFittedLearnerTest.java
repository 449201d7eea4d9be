package io.weir.backtest.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.f64.learner.TestWorld;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.random.Rng;
import org.junit.jupiter.api.Test;

/** Cross-fitted ensembles use both kinds of data, and are functions of data and seed. */
class CrossFittedLearnerTest {
  private static final double PRICE = 0.6;
  private static final DenseKernels KERNELS = DenseKernels.best();
  private static final BatchData OBS = BatchWorld.observational(6_000, new Rng(1));
  private static final BatchData RCT = BatchWorld.randomized(2_000, new Rng(2));

  private static StreamLearnerOptions options() {
    return StreamLearnerOptions.defaults().with("learner.hidden", "16,8");
  }

  private static double share(Predictor predictor) {
    TestWorld judge = TestWorld.randomized(4_000, new Rng(99));
    double[] outputs = new double[judge.rows() * 2 * TestWorld.ARMS];
    predictor.predict(judge.x, 0, judge.rows(), outputs);
    return judge.share(outputs, PRICE);
  }

  @Test
  void correctsConfoundedTrunks() {
    CrossFittedLearner plain = new CrossFittedLearner(options(), new double[0], KERNELS);
    CrossFittedLearner bridged = new CrossFittedLearner(options(), new double[] {0.3}, KERNELS);
    assertThat(plain.name()).isEqualTo("cf4");
    assertThat(bridged.name()).isEqualTo("cf4-br");
    Predictor predictor = plain.fit(OBS, RCT, 7);
    assertThat(share(predictor)).isGreaterThan(0.6);
    assertThat(share(bridged.fit(OBS, RCT, 7))).isGreaterThan(0.6);
    double[] again = new double[2 * TestWorld.ARMS];
    double[] once = new double[2 * TestWorld.ARMS];
    predictor.predict(OBS.x(), 0, 1, once);
    plain.fit(OBS, RCT, 7).predict(OBS.x(), 0, 1, again);
    assertThat(again).isEqualTo(once);
  }

  @Test
  void worksOnRandomizedSamplesAloneAndSaysWhatItNeeds() {
    BatchData none = BatchData.empty(TestWorld.WIDTH, TestWorld.ARMS);
    CrossFittedLearner learner = new CrossFittedLearner(options(), new double[0], KERNELS);
    assertThat(share(learner.fit(none, RCT, 3))).isGreaterThan(0.2);
    assertThatThrownBy(() -> learner.fit(OBS, none, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("randomized samples");
  }

  @Test
  void streamLearnerTakesFinishedDataInOrder() {
    BatchData obs = BatchWorld.observational(75_000, new Rng(11));
    BatchData rct = BatchWorld.randomized(7_500, new Rng(12));
    StreamedBatch stream = new StreamedBatch(options(), 0.3, 6_000, KERNELS);
    assertThat(share(stream.fit(obs, rct, 5))).isGreaterThan(0.5);
    BatchData none = BatchData.empty(TestWorld.WIDTH, TestWorld.ARMS);
    assertThat(share(stream.fit(none, rct, 5))).isFinite();
  }
}
