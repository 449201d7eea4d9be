package io.weir.learner.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.options.LearningOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingGuardsTest {
  private static final LearningOptions OPTIONS = LearningOptions.defaults();

  private static GateVerdict judge(Map<String, Double> diagnostics) {
    return TrainingGuards.judge(false, diagnostics, OPTIONS);
  }

  private static GateVerdict bridge(double least, double greatest) {
    return judge(Map.of("bridgeSteps", 9.0, "bridgeLeast", least, "bridgeGreatest", greatest));
  }

  @Test
  void divergedTrainingIsRefused() {
    assertThat(TrainingGuards.judge(true, Map.of(), OPTIONS)).isEqualTo(GateVerdict.DIVERGED);
    assertThat(judge(Map.of())).isNull();
  }

  @Test
  void aLinearSolveThatFailedIsRefused() {
    assertThat(judge(Map.of("cgResidual", 5.0))).isEqualTo(GateVerdict.CG_FAILED);
    assertThat(judge(Map.of("cgResidual", 0.01))).isNull();
  }

  @Test
  void aBridgeIsLostWhenAllWeightsAreStuckToTheSameLimit() {
    double limit = 1 / (1 + Math.exp(-OPTIONS.learner().bridge().limit()));
    assertThat(bridge(limit, limit)).isEqualTo(GateVerdict.BRIDGE_SATURATED);
    assertThat(bridge(1 - limit, 1 - limit)).isEqualTo(GateVerdict.BRIDGE_SATURATED);
    assertThat(bridge(1 - limit, limit)).isNull();
    assertThat(bridge(0.5, 0.5)).isNull();
    // Methods without a bridge report none that has moved.
    assertThat(judge(Map.of("bridgeSteps", 0.0, "bridgeLeast", 0.0, "bridgeGreatest", 0.0)))
        .isNull();
  }
}
