package io.weir.core.f64.learner;

import static io.weir.core.f64.learner.LearnerFixture.begin;
import static io.weir.core.f64.learner.LearnerFixture.bytes;
import static io.weir.core.f64.learner.LearnerFixture.feed;
import static io.weir.core.f64.learner.LearnerFixture.small;
import static io.weir.core.f64.learner.LearnerFixture.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.decision.DecisionLossKind;
import io.weir.core.learner.HypergradientKind;
import io.weir.core.learner.LearnerStatus;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.random.Rng;
import io.weir.core.state.StateInput;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.TrainingWindows;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A mini-batch driven in steps, moved to a fresh learner after every one while the window changes,
 * ends in the same bits as one taken in one call; under every surrogate and hypergradient.
 */
class LearnerStepsTest {
  private static final DenseKernels KERNELS = DenseKernels.best();
  private static final int ROWS = 250;

  private interface Restore {
    CampaignLearner from(StreamLearnerOptions options, StateInput in) throws IOException;
  }

  static Stream<Arguments> forms() {
    return Stream.of(DecisionLossKind.values())
        .flatMap(s -> Stream.of(HypergradientKind.values()).map(h -> Arguments.of(s, h)));
  }

  private static StreamLearnerOptions options(DecisionLossKind surrogate, HypergradientKind form) {
    return small()
        .with("learner.hidden", "6")
        .with("learner.bridge.surrogate", surrogate.name())
        .with("learner.bridge.hypergradient", form.name())
        .with("learner.bridge.batch-size", "600")
        .with("learner.bridge.iterations", "3")
        .with("learner.bridge.start-chunk", "0")
        .with("learner.teacher.steps", "3");
  }

  /** Every step by one thread, then the same steps by another number of them. */
  @ParameterizedTest
  @MethodSource("forms")
  void streamLearnerIsTheSameOnAnyNumberOfThreads(
      DecisionLossKind surrogate, HypergradientKind form) throws IOException {
    StreamLearnerOptions options = options(surrogate, form);
    StreamLearner one = new StreamLearner(options, TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    DenseKernels shared = KERNELS.on(3);
    StreamLearner three = new StreamLearner(options, TestWorld.WIDTH, TestWorld.ARMS, 5, shared);
    compare(
        one,
        three,
        options,
        (given, in) -> StreamLearner.read(given, TestWorld.WIDTH, TestWorld.ARMS, shared, in));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void streamLearnerContinuesAtEveryStep(DecisionLossKind surrogate, HypergradientKind form)
      throws IOException {
    StreamLearnerOptions options = options(surrogate, form);
    StreamLearner whole = new StreamLearner(options, TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    StreamLearner moved = new StreamLearner(options, TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    int steps = compare(whole, moved, options, LearnerStepsTest::streamed);
    // Two batches move the bridge; each needs chunks of 250 out of 600 rows, member by member.
    assertThat(whole.diagnostics().bridgeSteps()).isEqualTo(2);
    assertThat(whole.diagnostics().hypergradientNorm()).isPositive().isFinite();
    assertThat(Arrays.stream(whole.bridgeWeights())).anyMatch(w -> Math.abs(w - 0.5) > 1e-3);
    assertThat(steps).isGreaterThan(2 * 3 * 3 * 2);
  }

  @ParameterizedTest
  @EnumSource
  void paperFormContinuesAtEveryStep(HypergradientKind form) throws IOException {
    StreamLearnerOptions options = PaperLearner.plain(options(DecisionLossKind.IDL, form));
    PaperLearner whole =
        new PaperLearner(options, form, TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    PaperLearner moved =
        new PaperLearner(options, form, TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    compare(
        whole,
        moved,
        options,
        (under, in) ->
            PaperLearner.read(under, form, TestWorld.WIDTH, TestWorld.ARMS, KERNELS, in));
    assertThat(whole.diagnostics().bridgeSteps()).isEqualTo(2);
    assertThat(whole.diagnostics().hypergradientNorm()).isPositive().isFinite();
  }

  private static StreamLearner streamed(StreamLearnerOptions options, StateInput in)
      throws IOException {
    return StreamLearner.read(options, TestWorld.WIDTH, TestWorld.ARMS, KERNELS, in);
  }

  /** Feeds four mini-batches and a randomized step to both; returns the steps of the second. */
  private static int compare(
      CampaignLearner whole, CampaignLearner start, StreamLearnerOptions options, Restore restore)
      throws IOException {
    CampaignLearner moved = start;
    TestWorld obs = TestWorld.observational(4 * ROWS, new Rng(3));
    TestWorld rct = TestWorld.randomized(2_000, new Rng(4));
    TrainingWindows still = new TrainingWindows(window(), window());
    TrainingWindows changing = new TrainingWindows(window(), window());
    append(still, rct, 0, 600);
    append(changing, rct, 0, 600);
    int steps = 0;
    int arrived = 600;
    for (int b = 0; b < 5; b++) {
      whole.dualPrice(0.4 + 0.1 * b);
      moved.dualPrice(0.4 + 0.1 * b);
      LearnerStatus begun;
      if (b < 4) {
        feed(whole, obs, ROWS * b, ROWS, 40 * b, still);
        begun = begin(moved, obs, ROWS * b, ROWS, 40 * b, changing);
      } else {
        whole.beginRandomized(still);
        while (whole.busy()) {
          whole.advance();
        }
        begun = moved.beginRandomized(changing);
      }
      if (begun == LearnerStatus.NO_DATA) {
        continue;
      }
      assertThat(begun).isEqualTo(LearnerStatus.HEALTHY);
      boolean more = true;
      int until = arrived + 50;
      while (more) {
        CampaignLearner busy = moved;
        assertThatThrownBy(() -> begin(busy, obs, 0, ROWS, 0, changing))
            .isInstanceOf(IllegalStateException.class);
        moved = restore.from(options, stream(bytes(moved)));
        if (arrived < until) {
          append(changing, rct, arrived, arrived + 1);
          arrived++;
        }
        // A price that comes between steps is for the next mini-batch.
        double[] price = {Math.abs(Math.sin(steps))};
        moved.dualPrice(price[0]);
        whole.dualPrice(price[0]);
        more = moved.advance();
        steps++;
      }
      append(changing, rct, arrived, until);
      append(still, rct, until - 50, until);
      arrived = until;
      assertThat(moved.busy()).isFalse();
      assertThat(bytes(moved)).isEqualTo(bytes(whole));
    }
    CampaignLearner idle = moved;
    assertThatThrownBy(idle::advance).isInstanceOf(IllegalStateException.class);
    return steps;
  }

  /** Rows for both windows; of own ones, every other. */
  private static void append(TrainingWindows windows, TestWorld rct, int from, int to) {
    LearnerFixture.append(windows.randomized(), rct, from, to);
    for (int i = from; i < to; i++) {
      if (i % 2 == 0) {
        LearnerFixture.append(Objects.requireNonNull(windows.own()), rct, i, i + 1);
      }
    }
  }

  @Test
  void otherOptionsWaitForTheMiniBatchUnderWay() throws IOException {
    StreamLearnerOptions options = options(DecisionLossKind.PPL, HypergradientKind.IMPLICIT);
    StreamLearnerOptions smaller =
        options
            .with("learner.batch-size", "100")
            .with("learner.correction.batch-size", "40")
            .with("learner.bridge.hypergradient", "EXPLICIT");
    StreamLearner learner = new StreamLearner(options, TestWorld.WIDTH, TestWorld.ARMS, 5, KERNELS);
    TestWorld obs = TestWorld.observational(2 * ROWS, new Rng(3));
    RandomizedWindow window = window();
    LearnerFixture.append(window, TestWorld.randomized(900, new Rng(4)), 0, 900);
    learner.dualPrice(0.5);
    begin(learner, obs, 0, ROWS, 0, TrainingWindows.of(window));
    for (int i = 0; i < 9; i++) {
      learner.advance();
    }
    StreamLearner restored = streamed(smaller, stream(bytes(learner)));
    assertThat(restored.busy()).isFalse();
    while (learner.advance()) {
      // to the end of the mini-batch
    }
    assertThat(restored.servedWeights()).isDeepEqualTo(learner.servedWeights());
    assertThatThrownBy(() -> begin(restored, obs, ROWS, ROWS, 0, TrainingWindows.of(window)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("250 rows");
  }

  private static StateInput stream(byte[] bytes) {
    return StateInput.of(bytes);
  }
}
