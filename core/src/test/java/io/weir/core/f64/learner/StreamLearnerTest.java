package io.weir.core.f64.learner;

import static io.weir.core.f64.learner.LearnerFixture.append;
import static io.weir.core.f64.learner.LearnerFixture.bytes;
import static io.weir.core.f64.learner.LearnerFixture.feed;
import static io.weir.core.f64.learner.LearnerFixture.small;
import static io.weir.core.f64.learner.LearnerFixture.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.f64.step.FactualLoss;
import io.weir.core.learner.DataKind;
import io.weir.core.learner.HypergradientKind;
import io.weir.core.learner.LearnerStatus;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.random.Rng;
import io.weir.core.state.StateInput;
import io.weir.core.window.RandomizedWindow;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The stream learner learns, goes on bit for bit after a restore, and reports instead of throwing.
 */
class StreamLearnerTest {
  private static final DenseKernels KERNELS = DenseKernels.best();
  private static final double PRICE = 0.6;

  /** Streams observational batches of 250 and 25 randomized rows beside each. */
  private static double train(CampaignLearner learner, int batches, long seed) {
    TestWorld obs = TestWorld.observational(250 * batches, new Rng(seed));
    TestWorld rct = TestWorld.randomized(25 * batches, new Rng(seed + 1));
    RandomizedWindow window = window();
    for (int b = 0; b < batches; b++) {
      append(window, rct, 25 * b, 25 * (b + 1));
      learner.dualPrice(PRICE);
      assertThat(feed(learner, obs, 250 * b, 250, window))
          .isIn(LearnerStatus.HEALTHY, LearnerStatus.NO_DATA);
    }
    TestWorld judge = TestWorld.randomized(4_000, new Rng(99));
    double[] outputs = new double[judge.rows() * 2 * TestWorld.ARMS];
    learner.predict(judge.x, 0, judge.rows(), outputs);
    return judge.share(outputs, PRICE);
  }

  @Test
  void beatsPlainObservationalLearningUnderHiddenConfounding() {
    StreamLearnerOptions options = StreamLearnerOptions.defaults().with("learner.hidden", "32,16");
    StreamLearner learner = new StreamLearner(options, TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    double value = train(learner, 300, 41);
    double plain =
        train(
            new TwoStageLearner(
                TwoStageLearner.plain(options),
                DataKind.OBS,
                TestWorld.WIDTH,
                TestWorld.ARMS,
                5,
                KERNELS),
            300,
            41);
    // No treatment is 0 and the best policy 1; the confounded model treats nearly everyone.
    assertThat(value).isGreaterThan(0.6).isGreaterThan(plain + 0.3);
    assertThat(learner.diagnostics().bridgeSteps()).isPositive();
    assertThat(Arrays.stream(learner.bridgeWeights())).allMatch(w -> w > 0.1 && w < 0.9);
  }

  @ParameterizedTest
  @EnumSource
  void twoStageLearnsFromEveryKindOfData(DataKind kind) {
    TwoStageLearner learner =
        new TwoStageLearner(
            TwoStageLearner.plain(small()), kind, TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    TestWorld fresh =
        kind == DataKind.OBS
            ? TestWorld.observational(2_000, new Rng(77))
            : TestWorld.randomized(2_000, new Rng(77));
    double untrained = error(learner, fresh);
    train(learner, 60, 8);
    assertThat(learner.trained()).isTrue();
    assertThat(error(learner, fresh)).isLessThan(0.8 * untrained);
  }

  private static double error(CampaignLearner learner, TestWorld world) {
    double[] outputs = new double[world.rows() * 2 * TestWorld.ARMS];
    learner.predict(world.x, 0, world.rows(), outputs);
    return FactualLoss.value(
        outputs, world.arm, world.revenue, world.cost, world.rows(), TestWorld.ARMS);
  }

  @Test
  void learnsFromRandomizedSamplesAloneUntilOthersCome() {
    StreamLearner learner = new StreamLearner(small(), TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    RandomizedWindow window = window();
    assertThat(learner.randomized(window)).isEqualTo(LearnerStatus.NO_DATA);
    assertThat(learner.trained()).isFalse();
    append(window, TestWorld.randomized(4_000, new Rng(2)), 0, 4_000);
    for (int i = 0; i < 400; i++) {
      assertThat(learner.randomized(window)).isEqualTo(LearnerStatus.HEALTHY);
    }
    TestWorld judge = TestWorld.randomized(4_000, new Rng(99));
    double[] outputs = new double[judge.rows() * 2 * TestWorld.ARMS];
    learner.predict(judge.x, 0, judge.rows(), outputs);
    assertThat(judge.share(outputs, PRICE)).isGreaterThan(0.4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NONE", "CONSTANT", "PER_ARM"})
  void restoredLearnerTakesTheSameNextSteps(String bridge) throws IOException {
    StreamLearnerOptions options = small().with("learner.bridge", bridge);
    StreamLearner learner = new StreamLearner(options, TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    TestWorld obs = TestWorld.observational(6_000, new Rng(3));
    RandomizedWindow window = window();
    append(window, TestWorld.randomized(900, new Rng(4)), 0, 900);
    learner.dualPrice(0.5);
    for (int b = 0; b < 11; b++) {
      feed(learner, obs, 250 * b, 250, window);
    }
    byte[] saved = bytes(learner);
    StreamLearner restored =
        StreamLearner.read(options, TestWorld.WIDTH, TestWorld.ARMS, KERNELS, StateInput.of(saved));
    assertThat(bytes(restored)).isEqualTo(saved);
    for (int b = 11; b < 20; b++) {
      learner.dualPrice(0.4);
      restored.dualPrice(0.4);
      feed(learner, obs, 250 * b, 250, window);
      feed(restored, obs, 250 * b, 250, window);
      assertThat(bytes(restored)).isEqualTo(bytes(learner));
    }
    assertThat(bytes(restored)).isNotEqualTo(saved);
    assertThat(restored.servedWeights()).isDeepEqualTo(learner.servedWeights());
  }

  /** What is served begins anew, corrections go farther for a while, and a restore knows it. */
  @Test
  void aHurryMovesFaster() throws IOException {
    TestWorld obs = TestWorld.observational(25_000, new Rng(3));
    RandomizedWindow window = window();
    append(window, TestWorld.randomized(900, new Rng(4)), 0, 900);
    StreamLearner calm = new StreamLearner(small(), TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    for (int b = 0; b < 30; b++) {
      feed(calm, obs, 250 * b, 250, window);
    }
    StreamLearner hurried = restored(calm);
    hurried.hurry();
    float[][] before = hurried.servedWeights();
    assertThat(before).isNotEqualTo(calm.servedWeights());
    StreamLearner moved = restored(hurried);
    double hurriedWay = 0;
    double calmWay = 0;
    for (int b = 30; b < 80; b++) {
      float[][] hurriedFrom = hurried.servedWeights();
      float[][] calmFrom = calm.servedWeights();
      feed(calm, obs, 250 * b, 250, window);
      feed(hurried, obs, 250 * b, 250, window);
      feed(moved, obs, 250 * b, 250, window);
      if (b < 40) {
        hurriedWay += distance(hurriedFrom, hurried.servedWeights());
        calmWay += distance(calmFrom, calm.servedWeights());
      }
    }
    assertThat(hurriedWay).isGreaterThan(1.5 * calmWay);
    assertThat(bytes(moved)).isEqualTo(bytes(hurried));
  }

  private static StreamLearner restored(StreamLearner learner) throws IOException {
    return StreamLearner.read(
        small(), TestWorld.WIDTH, TestWorld.ARMS, KERNELS, StateInput.of(bytes(learner)));
  }

  private static double distance(float[][] from, float[][] to) {
    double squares = 0;
    for (int q = 0; q < from.length; q++) {
      for (int i = 0; i < from[q].length; i++) {
        squares += Math.pow(to[q][i] - from[q][i], 2);
      }
    }
    return Math.sqrt(squares);
  }

  @ParameterizedTest
  @EnumSource
  void paperFormMovesItsBridgeAndRestoresExactly(HypergradientKind kind) throws IOException {
    StreamLearnerOptions options = PaperLearner.plain(small());
    PaperLearner learner =
        new PaperLearner(options, kind, TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    train(learner, 16, 8);
    assertThat(learner.diagnostics().bridgeSteps()).isPositive();
    assertThat(learner.diagnostics().hypergradientNorm()).isPositive();
    PaperLearner restored =
        PaperLearner.read(
            options, kind, TestWorld.WIDTH, TestWorld.ARMS, KERNELS, StateInput.of(bytes(learner)));
    RandomizedWindow window = window();
    append(window, TestWorld.randomized(900, new Rng(4)), 0, 900);
    TestWorld obs = TestWorld.observational(1_000, new Rng(3));
    for (int b = 0; b < 4; b++) {
      feed(learner, obs, 250 * b, 250, window);
      feed(restored, obs, 250 * b, 250, window);
    }
    assertThat(bytes(restored)).isEqualTo(bytes(learner));
  }

  @Test
  void twoStageRestoresExactly() throws IOException {
    StreamLearnerOptions options = TwoStageLearner.plain(small());
    TwoStageLearner learner =
        new TwoStageLearner(options, DataKind.BOTH, TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    train(learner, 10, 8);
    TwoStageLearner restored =
        TwoStageLearner.read(
            options,
            DataKind.BOTH,
            TestWorld.WIDTH,
            TestWorld.ARMS,
            KERNELS,
            StateInput.of(bytes(learner)));
    RandomizedWindow window = window();
    append(window, TestWorld.randomized(900, new Rng(4)), 0, 900);
    TestWorld obs = TestWorld.observational(250, new Rng(3));
    feed(learner, obs, 0, 250, window);
    feed(restored, obs, 0, 250, window);
    assertThat(bytes(restored)).isEqualTo(bytes(learner));
  }

  @Test
  void badBatchesAreRefusedAndExplosionsFreezeWhatIsServed() {
    StreamLearnerOptions options = small().with("learner.norm-limit", "50");
    StreamLearner learner = new StreamLearner(options, TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    TestWorld obs = TestWorld.observational(500, new Rng(3));
    RandomizedWindow window = window();
    feed(learner, obs, 0, 250, window);
    float[][] before = learner.servedWeights();
    obs.revenue[300] = Double.NaN;
    assertThat(feed(learner, obs, 250, 250, window)).isEqualTo(LearnerStatus.BATCH_REFUSED);
    assertThat(learner.servedWeights()).isDeepEqualTo(before);
    assertThat(learner.diagnostics().refused()).isEqualTo(1);
    obs.revenue[300] = 1;
    StreamLearner strict =
        new StreamLearner(
            options.with("learner.norm-limit", "1"), TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    float[][] start = strict.servedWeights();
    assertThat(feed(strict, obs, 0, 250, window)).isEqualTo(LearnerStatus.DIVERGED);
    assertThat(feed(strict, obs, 250, 250, window)).isEqualTo(LearnerStatus.DIVERGED);
    assertThat(strict.servedWeights()).isDeepEqualTo(start);
  }
}
