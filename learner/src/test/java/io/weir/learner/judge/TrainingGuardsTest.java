package io.weir.learner.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.learner.LearnerDiagnostics;
import io.weir.learner.options.LearningOptions;
import org.junit.jupiter.api.Test;

class TrainingGuardsTest {
  private static final LearningOptions OPTIONS = LearningOptions.defaults();

  /** What a learner says of itself; NaN where it has trained nothing of the kind. */
  private static LearnerDiagnostics training(
      double cgResidual, long bridgeSteps, double least, double greatest) {
    return new LearnerDiagnostics(
        9, 0, 1, 1, 1, 1, bridgeSteps, 1, cgResidual, 3, least, greatest, 0.5);
  }

  private static GateVerdict residual(double residual) {
    return TrainingGuards.judge(false, training(residual, 0, Double.NaN, Double.NaN), OPTIONS);
  }

  private static GateVerdict bridge(long steps, double least, double greatest) {
    return TrainingGuards.judge(false, training(Double.NaN, steps, least, greatest), OPTIONS);
  }

  @Test
  void divergedTrainingIsRefused() {
    LearnerDiagnostics fine = training(0.01, 0, Double.NaN, Double.NaN);
    assertThat(TrainingGuards.judge(true, fine, OPTIONS)).isEqualTo(GateVerdict.DIVERGED);
    assertThat(TrainingGuards.judge(false, fine, OPTIONS)).isNull();
  }

  @Test
  void aLinearSolveThatFailedIsRefused() {
    assertThat(residual(5)).isEqualTo(GateVerdict.CG_FAILED);
    assertThat(residual(Double.MAX_VALUE)).isEqualTo(GateVerdict.CG_FAILED);
    assertThat(residual(0.01)).isNull();
    // Methods without such a solve have none that failed.
    assertThat(residual(Double.NaN)).isNull();
  }

  @Test
  void aBridgeIsLostWhenAllWeightsAreStuckToTheSameLimit() {
    double limit = 1 / (1 + Math.exp(-OPTIONS.learner().bridge().limit()));
    assertThat(bridge(9, limit, limit)).isEqualTo(GateVerdict.BRIDGE_SATURATED);
    assertThat(bridge(9, 1 - limit, 1 - limit)).isEqualTo(GateVerdict.BRIDGE_SATURATED);
    assertThat(bridge(9, 1 - limit, limit)).isNull();
    assertThat(bridge(9, 0.5, 0.5)).isNull();
    // Methods without a bridge report none that has moved.
    assertThat(bridge(0, 0, 0)).isNull();
  }
}
