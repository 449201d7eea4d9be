package io.weir.learner.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** By how much the level of revenue has moved, held against simulated truth. */
class LevelShiftTest {
  private static final int STRETCHES = 30;
  private static final int SAMPLES = 500;
  private static final int DECIDES_FROM = 10;

  /** Level of a stretch. */
  private interface Level {
    double of(int stretch);
  }

  /** Judged samples weigh more the newer they are. */
  private static Map<Long, Double> weights() {
    Map<Long, Double> weights = new TreeMap<>();
    double total = 0;
    for (long s = 0; s < STRETCHES; s++) {
      weights.put(s, Math.pow(0.9, STRETCHES - s));
      total += Math.pow(0.9, STRETCHES - s);
    }
    double sum = total;
    weights.replaceAll((s, weight) -> weight / sum);
    return weights;
  }

  private static Stretches market(long seed, Level level) {
    SplittableRandom random = new SplittableRandom(seed);
    Stretches stretches = new Stretches();
    for (int s = 0; s < STRETCHES; s++) {
      for (int i = 0; i < SAMPLES; i++) {
        double revenue = level.of(s) + 4 * random.nextGaussian();
        if (s < DECIDES_FROM) {
          // The old policy earns more than the level, by as much throughout.
          stretches.addOldPolicy(revenue + 3, 0);
        } else {
          stretches.addOwn(revenue);
        }
        stretches.count(false);
      }
      stretches.end();
    }
    return stretches;
  }

  private static double truth(Level level) {
    double truth = level.of(STRETCHES - 1);
    for (Map.Entry<Long, Double> entry : weights().entrySet()) {
      truth -= entry.getValue() * level.of(entry.getKey().intValue());
    }
    return truth;
  }

  private static LevelShift shift(Stretches stretches) {
    return stretches.levelShift(weights(), stretches.present(), 500);
  }

  @Test
  void aShiftIsSeenWithoutBiasAndItsErrorIsKnown() {
    // Level where the sources meet, and at the end: that is what is assumed of them.
    Level level = s -> s < 5 ? 8 : s < 18 ? 10 : s < 22 ? 12 : 15;
    double mean = 0;
    int covered = 0;
    int runs = 400;
    for (int run = 0; run < runs; run++) {
      LevelShift shift = shift(market(run, level));
      mean += shift.value() / runs;
      double error = Math.sqrt(shift.variance());
      covered += Math.abs(shift.value() - truth(level)) < 1.96 * error ? 1 : 0;
    }
    assertThat(mean).isCloseTo(truth(level), within(0.03));
    assertThat(covered / (double) runs).isBetween(0.92, 0.98);
  }

  @Test
  void whereNothingMovesHardlyAnythingIsAdded() {
    double added = 0;
    double seen = 0;
    int runs = 200;
    for (int run = 0; run < runs; run++) {
      LevelShift shift = shift(market(run, s -> 10));
      seen += Math.abs(shift.value()) / runs;
      added += Math.abs(shift.beyondChance().value()) / runs;
    }
    assertThat(added).isLessThan(0.4 * seen);
  }

  @Test
  void theOldPolicyTellsWhileItDecidesAlone() {
    Stretches stretches = new Stretches();
    for (int s = 0; s < 10; s++) {
      for (int i = 0; i < 100; i++) {
        stretches.addOldPolicy(s < 8 ? 1 : 2, 0);
        stretches.count(false);
      }
      stretches.end();
    }
    LevelShift shift = stretches.levelShift(Map.of(0L, 0.5, 5L, 0.5), 10, 20);
    assertThat(shift.value()).isCloseTo(1, within(0.01));
    assertThat(stretches.levelShift(Map.of(0L, 1.0), 8, 20).value())
        .as("what came after does not count")
        .isCloseTo(0, within(1e-9));
    assertThat(new Stretches().levelShift(Map.of(0L, 1.0), 10, 20)).isEqualTo(LevelShift.NONE);
  }

  @Test
  void goesOnFromWhatItSaved() throws Exception {
    Stretches stretches = market(1, s -> s);
    Stretches copy = Stretches.read(StateInput.of(StateOutput.bytesOf(stretches::write)));
    assertThat(shift(copy)).isEqualTo(shift(stretches));
  }
}
