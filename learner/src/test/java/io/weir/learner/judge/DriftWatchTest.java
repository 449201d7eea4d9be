package io.weir.learner.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.Fixtures;
import io.weir.learner.evidence.Judging;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.train.CoreTrainerFactory;
import io.weir.learner.train.Trainer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A turn that shows in a model's own decisions is acted on. */
class DriftWatchTest {
  private static final double[] HALVES = {0.5, 0.5};

  private final Trainer trainer =
      new CoreTrainerFactory().create(options("SHORTEN"), 1, HALVES.length, 1);
  private final Judging judging = new Judging(HALVES.length);
  private final SplittableRandom random = new SplittableRandom(3);
  private int samples;

  private static LearningOptions options(String response) {
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    options.put("window.max-samples", "8000");
    options.put("drift.response", response);
    return LearningOptions.parse(Map.of(), options);
  }

  private void decide(DriftWatch watch, String response, long version, double effect, int count) {
    for (int i = 0; i < count; i++) {
      samples++;
      int arm = random.nextInt(2);
      double revenue = arm * effect + random.nextGaussian();
      DriftWatch.Response to =
          new DriftWatch.Response(options(response), trainer, judging, version);
      watch.addOwn(version, new double[] {0, 1, 0, 0.5}, arm, revenue, arm * 0.5, samples, to);
      trainer.experiment(new float[] {1}, arm, (float) revenue, arm, 0.5f, samples);
    }
  }

  private static double drifts(DriftWatch watch) {
    Map<String, Double> numbers = new HashMap<>();
    watch.report(numbers);
    return Objects.requireNonNull(numbers.get("drifts"));
  }

  @Test
  void aTurnMakesTheWindowForgetAndOldClaimsAreNotHeardAgain() throws IOException {
    DriftWatch watch = new DriftWatch(HALVES);
    decide(watch, "SHORTEN", 7, 1, 2_000);
    assertThat(drifts(watch)).isZero();
    int before = trainer.windowRows();
    decide(watch, "SHORTEN", 7, -1, 300);
    assertThat(drifts(watch)).isEqualTo(1);
    assertThat(trainer.windowRows()).isLessThan(before / 2);
    // The same model goes on for a while, until another has learned.
    decide(watch, "SHORTEN", 7, 1, 1_000);
    decide(watch, "SHORTEN", 7, -1, 1_000);
    assertThat(drifts(watch)).isEqualTo(1);
    decide(watch, "SHORTEN", 8, 1, 2_000);
    DriftWatch restored = DriftWatch.read(StateInput.of(StateOutput.bytesOf(watch::write)), HALVES);
    assertThat(StateOutput.bytesOf(restored::write)).isEqualTo(StateOutput.bytesOf(watch::write));
    decide(restored, "SHORTEN", 8, -1, 300);
    assertThat(drifts(restored)).isEqualTo(2);
  }

  @Test
  void aReportChangesNothing() {
    DriftWatch watch = new DriftWatch(HALVES);
    decide(watch, "REPORT", 7, 1, 2_000);
    decide(watch, "REPORT", 7, -1, 300);
    assertThat(drifts(watch)).isEqualTo(1);
    assertThat(trainer.windowRows()).isGreaterThan(2_000);
  }
}
