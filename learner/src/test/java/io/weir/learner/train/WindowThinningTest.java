package io.weir.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.Fixtures;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.sample.RunningMoments;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Traffic beyond the window's cap: memory stays bounded and estimates stay unbiased. */
class WindowThinningTest {
  private static final int ROWS = 4_000;
  private static final int CAP = 300;
  private static final InputScaling NATURAL = new InputScaling(new float[0], new float[0], 1, 1);

  private static Trainer filled(String overflow, long seed) {
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    options.put("window.max-samples", Integer.toString(CAP));
    options.put("window.overflow", overflow);
    options.put("learner.batch-size", "2000");
    Trainer trainer =
        new CoreTrainerFactory().create(LearningOptions.parse(Map.of(), options), 1, 2, seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < ROWS; i++) {
      int arm = random.nextDouble() < 0.7 ? 0 : 1;
      // What an arm earns grows with time, so that losing the old or the new shows.
      float revenue = (float) i / ROWS + random.nextInt(2);
      trainer.experiment(
          new float[] {1}, arm, revenue, arm, arm == 0 ? 0.7f : 0.3f, Fixtures.START + i);
    }
    return trainer;
  }

  private static double valueOfArmOne(Trainer trainer) {
    trainer.sealPane();
    FrozenWindow window = trainer.freeze(trainer.paneIds(), NATURAL);
    window.fill(0, window.rows());
    double weights = 0;
    double weighted = 0;
    for (int i = 0; i < window.rows(); i++) {
      if (window.arm()[i] == 1) {
        weights += 1 / window.propensity()[i];
        weighted += window.revenue()[i] / window.propensity()[i];
      }
    }
    return weighted / weights;
  }

  @Test
  void thinningStandsForAllArrivalsAndDroppingForTheNewest() {
    RunningMoments thinned = new RunningMoments();
    RunningMoments dropped = new RunningMoments();
    for (int seed = 0; seed < 60; seed++) {
      thinned.add(valueOfArmOne(filled("THIN", seed)));
      dropped.add(valueOfArmOne(filled("DROP_OLDEST", seed)));
    }
    // Over all arrivals the mean is 1/2 for the trend and 1/2 for the coin.
    assertThat(Math.abs(thinned.mean() - 1.0)).isLessThan(1.5 * thinned.halfWidth());
    assertThat(dropped.mean()).isGreaterThan(1.4);
  }

  @Test
  void memoryDoesNotGrowWithTraffic() {
    Trainer trainer = filled("THIN", 1);
    trainer.release(new java.util.HashSet<>(trainer.paneIds()));
    Map<String, Double> numbers = new HashMap<>();
    trainer.diagnostics(numbers);
    assertThat(trainer.windowRows()).isLessThanOrEqualTo(CAP);
    assertThat(numbers.get("windowKeptShare")).isLessThanOrEqualTo(1.0 / 8);
    // At most 64 bytes a row and a column of slack, panes of 32 rows that are not full included.
    assertThat(trainer.windowBytes()).isLessThan(64L * 32 * (trainer.paneIds().size() + 1));
  }
}
