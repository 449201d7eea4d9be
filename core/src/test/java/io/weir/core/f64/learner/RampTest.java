package io.weir.core.f64.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.random.Rng;
import io.weir.core.window.RandomizedWindow;
import io.weir.core.window.WindowOptions;
import io.weir.core.window.WindowOverflow;
import org.junit.jupiter.api.Test;

/**
 * A coupon that does nothing is rolled out in a rising season, and one that works has the same
 * share throughout. Unweighted, the first looks like the season's rise.
 */
class RampTest {
  private static final int WIDTH = 3;
  private static final int ARMS = 3;
  private static final int BATCH = 250;
  private static final double PRICE = 0.2;
  private static final double[] EARLY = {0.80, 0.05, 0.15};
  private static final double[] LATE = {0.10, 0.75, 0.15};
  private static final double[] EVEN = {1 / 3.0, 1 / 3.0, 1 / 3.0};

  @Test
  void decisionsAreThoseWithoutTheRamp() {
    assertThat(shares(EVEN, EVEN)[2]).isGreaterThan(0.95);
    assertThat(shares(EARLY, LATE)[2]).isGreaterThan(0.95);
  }

  /** Shares of 2,000 people who get each arm. */
  private static double[] shares(double[] before, double[] after) {
    StreamLearnerOptions options = StreamLearnerOptions.defaults();
    StreamLearner learner = new StreamLearner(options, WIDTH, ARMS, 5, DenseKernels.best());
    RandomizedWindow window =
        new RandomizedWindow(
            new WindowOptions(WIDTH, 4, 6_000, 512, 1_000_000, WindowOverflow.DROP_OLDEST), 6);
    Rng rng = new Rng(11);
    float[] x = new float[WIDTH];
    double scale = 1.1;
    for (int i = 0; i < 5_850; i++) {
      boolean late = i >= 3_600;
      double[] probability = late ? after : before;
      for (int k = 0; k < WIDTH; k++) {
        x[k] = (float) rng.nextGaussian();
      }
      double u = rng.nextDouble();
      int arm = u < probability[0] ? 0 : u < probability[0] + probability[1] ? 1 : 2;
      double gain = arm == 2 ? 0.6 + 0.5 * Math.tanh(x[0]) : 0;
      double revenue = ((late ? 3 : 1) + gain + rng.nextGaussian() - 1.3) / scale;
      double cost = ((arm > 0 ? 0.5 : 0) - 0.1) / 0.25;
      window.append(x, 0, arm, (float) revenue, (float) cost, (float) probability[arm], i);
      if (i % BATCH == BATCH - 1) {
        learner.randomized(window);
      }
    }
    double[] people = new double[2_000 * WIDTH];
    for (int i = 0; i < people.length; i++) {
      people[i] = rng.nextGaussian();
    }
    double[] outputs = new double[2_000 * 2 * ARMS];
    learner.predict(people, 0, 2_000, outputs);
    double[] share = new double[ARMS];
    for (int i = 0; i < 2_000; i++) {
      int best = 0;
      for (int j = 1; j < ARMS; j++) {
        if (margin(outputs, i, j, scale) > margin(outputs, i, best, scale)) {
          best = j;
        }
      }
      share[best] += 1 / 2_000.0;
    }
    return share;
  }

  private static double margin(double[] outputs, int i, int j, double scale) {
    int row = i * 2 * ARMS;
    double cost = j == 0 ? 0 : Math.max(0, outputs[row + ARMS + j] * 0.25 + 0.1);
    return outputs[row + j] * scale - PRICE * cost;
  }
}
