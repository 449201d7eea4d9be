package io.weir.learner.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.estimate.Moments;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OutcomeModelTest {
  private static final double[] PROPENSITY = {0.8, 0.2};

  /** Mean and variance of the score of always giving arm 1; the truth is 2. */
  private static Moments scores(boolean useful, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    OutcomeModel model = new OutcomeModel(2);
    Moments scores = new Moments();
    for (int i = 0; i < 20_000; i++) {
      double x = random.nextDouble(-3, 3);
      int arm = random.nextDouble() < PROPENSITY[0] ? 0 : 1;
      double observed = 1 + arm + x + random.nextDouble(-0.5, 0.5);
      double[] predictions =
          useful ? new double[] {7 + 2 * x, 9 + 2 * x} : new double[] {random.nextDouble(), -x};
      scores.add(model.score(1, arm, PROPENSITY[arm], observed, predictions, 0));
      model.add(arm, observed, predictions, 0);
    }
    return scores;
  }

  @Test
  void scoresAreUnbiasedHoweverWrongThePredictionsAre() {
    for (int seed = 0; seed < 5; seed++) {
      assertThat(scores(true, seed).meanX()).isCloseTo(2, within(0.1));
      assertThat(scores(false, seed).meanX()).isCloseTo(2, within(0.12));
    }
  }

  @Test
  void usefulPredictionsTakeTheNoiseAway() {
    double plain = scores(false, 9).varianceX();
    assertThat(scores(true, 9).varianceX()).isLessThan(0.36 * plain);
  }
}
