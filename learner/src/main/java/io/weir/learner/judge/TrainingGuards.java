package io.weir.learner.judge;

import io.weir.core.learner.LearnerDiagnostics;
import io.weir.learner.options.GateOptions;
import io.weir.learner.options.LearningOptions;
import org.jspecify.annotations.Nullable;

/** Judges a learner by what it knows of its own training, before anything it made is priced. */
public final class TrainingGuards {
  /** Share of the limit at which a logit counts as stuck to it. */
  private static final double STUCK = 0.999;

  private TrainingGuards() {}

  /**
   * Judges training.
   *
   * @param diverged whether parameters left the finite range or their norm its limit
   * @param training the learner's own numbers; NaN where nothing of the kind was trained
   * @param options options in force
   * @return why nothing that was learned may go live, or null
   */
  public static @Nullable GateVerdict judge(
      boolean diverged, LearnerDiagnostics training, LearningOptions options) {
    if (diverged) {
      return GateVerdict.DIVERGED;
    }
    if (training.cgResidual() > options.get(GateOptions.GATE_CG_RESIDUAL)) {
      return GateVerdict.CG_FAILED;
    }
    if (training.bridgeSteps() > 0) {
      double edge = 1 / (1 + Math.exp(-STUCK * options.learner().bridge().limit()));
      // One weight at its limit is an answer; all of them at the same one say the bridge is lost.
      if (training.bridgeLeast() >= edge || training.bridgeGreatest() <= 1 - edge) {
        return GateVerdict.BRIDGE_SATURATED;
      }
    }
    return null;
  }
}
