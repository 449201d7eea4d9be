package io.weir.core.f64.learner;

import static io.weir.core.f64.learner.LearnerFixture.append;
import static io.weir.core.f64.learner.LearnerFixture.bytes;
import static io.weir.core.f64.learner.LearnerFixture.feed;
import static io.weir.core.f64.learner.LearnerFixture.small;
import static io.weir.core.f64.learner.LearnerFixture.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.learner.LayoutChange;
import io.weir.core.learner.LearnerStatus;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.random.Rng;
import io.weir.core.state.StateInput;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.WindowOptions;
import io.weir.core.window.WindowOverflow;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Arms and features that come and go while a learner runs. */
class ReshapingTest {
  private static final DenseKernels KERNELS = DenseKernels.best();
  private static final int WIDTH = TestWorld.WIDTH;
  private static final int ARMS = TestWorld.ARMS;

  /** A feature in front, and an arm between the others. */
  private static final LayoutChange WIDER =
      new LayoutChange(new int[] {-1, 0, 1, 2, 3}, new int[] {0, 1, -1, 2});

  private static final LayoutChange BACK =
      new LayoutChange(new int[] {1, 2, 3, 4}, new int[] {0, 1, 3});

  private final TestWorld obs = TestWorld.observational(5_000, new Rng(3));
  private final RandomizedWindow window = window();

  private StreamLearner trained() {
    StreamLearner learner = new StreamLearner(small(), WIDTH, ARMS, 5, KERNELS);
    append(window, TestWorld.randomized(900, new Rng(4)), 0, 900);
    learner.dualPrice(0.5);
    for (int b = 0; b < 12; b++) {
      feed(learner, obs, 250 * b, 250, window);
    }
    return learner;
  }

  private static double[] predict(StreamLearner learner, double[] x, int rows) {
    double[] outputs = new double[rows * learner.shape().outputSize()];
    learner.predict(x, 0, rows, outputs);
    return outputs;
  }

  @Test
  void whatStaysIsPredictedAsBeforeAndANewArmAsThePaidOnesOnAverage() {
    StreamLearner before = trained();
    StreamLearner after = before.reshaped(WIDER, KERNELS);
    int rows = 100;
    double[] wide = new double[rows * (WIDTH + 1)];
    for (int i = 0; i < rows; i++) {
      wide[i * (WIDTH + 1)] = 7 * i;
      System.arraycopy(obs.x, i * WIDTH, wide, i * (WIDTH + 1) + 1, WIDTH);
    }
    double[] former = predict(before, obs.x, rows);
    double[] now = predict(after, wide, rows);
    for (int i = 0; i < rows; i++) {
      for (int kind = 0; kind < 2; kind++) {
        int f = i * 2 * ARMS + kind * ARMS;
        int n = i * 2 * (ARMS + 1) + kind * (ARMS + 1);
        assertThat(now[n]).isCloseTo(former[f], within(1e-12));
        assertThat(now[n + 1]).isCloseTo(former[f + 1], within(1e-12));
        assertThat(now[n + 3]).isCloseTo(former[f + 2], within(1e-12));
        double mean = (former[f + 1] + former[f + 2]) / 2;
        assertThat(now[n + 2]).isCloseTo(mean, within(1e-12));
      }
    }
  }

  @Test
  void addedAndRemovedAgainNothingHasChanged() {
    StreamLearner before = trained();
    StreamLearner round = before.reshaped(WIDER, KERNELS).reshaped(BACK, KERNELS);
    assertThat(round.servedWeights()).isDeepEqualTo(before.servedWeights());
    assertThat(round.bridgeWeights()).isEqualTo(before.bridgeWeights());
    StreamLearner again = round.reshaped(WIDER, KERNELS);
    assertThat(again.servedWeights())
        .isDeepEqualTo(before.reshaped(WIDER, KERNELS).servedWeights());
  }

  @Test
  void goesOnLearningAndRestoresExactly() throws IOException {
    StreamLearner learner = trained().reshaped(WIDER, KERNELS);
    RandomizedWindow wide = window.reshaped(wider(), WIDER, ARMS);
    byte[] saved = bytes(learner);
    StreamLearner restored =
        StreamLearner.read(small(), WIDTH + 1, ARMS + 1, KERNELS, StateInput.of(saved));
    for (int b = 0; b < 4; b++) {
      assertThat(learner.randomized(wide)).isEqualTo(LearnerStatus.HEALTHY);
      assertThat(restored.randomized(wide)).isEqualTo(LearnerStatus.HEALTHY);
    }
    assertThat(bytes(restored)).isEqualTo(bytes(learner));
    assertThat(bytes(learner)).isNotEqualTo(saved);
  }

  @Test
  void rowsOfTheWindowMoveAndThoseOfARemovedArmLeave() {
    append(window, TestWorld.randomized(900, new Rng(4)), 0, 900);
    RandomizedWindow wide = window.reshaped(wider(), WIDER, ARMS);
    assertThat(wide.rows()).isEqualTo(900);
    LayoutChange without = new LayoutChange(new int[] {0, 1, 2, 3}, new int[] {0, 2});
    RandomizedWindow fewer = window.reshaped(window.options(), without, ARMS);
    long[] handles = new long[500];
    assertThat(wide.draw(new Rng(1), -1, handles, 500)).isTrue();
    float[] x = new float[500 * (WIDTH + 1)];
    wide.features(handles, 500, x);
    for (int i = 0; i < 500; i++) {
      assertThat(wide.arm(handles[i])).isIn(0, 1, 3);
      assertThat(x[i * (WIDTH + 1)]).isZero();
    }
    assertThat(fewer.rows()).isBetween(500, 700);
    assertThat(fewer.draw(new Rng(1), -1, handles, 500)).isTrue();
    assertThat(Arrays.stream(handles).mapToInt(fewer::arm)).allMatch(arm -> arm < 2);
  }

  private WindowOptions wider() {
    return new WindowOptions(WIDTH + 1, 4, 6_000, 512, 1_000_000, WindowOverflow.DROP_OLDEST);
  }

  @Test
  void aLayoutThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new LayoutChange(new int[] {0, 0}, new int[] {0, 1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LayoutChange(new int[] {0}, new int[] {1, 0}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
