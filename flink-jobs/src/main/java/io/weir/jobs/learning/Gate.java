package io.weir.jobs.learning;

import io.weir.jobs.learning.GateOptions.GateMode;
import org.jspecify.annotations.Nullable;

/**
 * Judges a candidate by what randomized rows say of it: numerical guards first, then its cost
 * against the budget, then its value against the live model's at the same budget on the same rows.
 *
 * <p>The candidate has learned from most rows of the window, so its value there is optimistic; the
 * gate is a brake against harm, and the prequential value is the number to report.
 */
final class Gate {
  private final LearningOptions options;

  Gate(LearningOptions options) {
    this.options = options;
  }

  /**
   * Judges a window before anything is solved on it.
   *
   * @param window frozen rows
   * @param armProbability probability of each arm in the holdout; arms at zero are not drawn
   * @return null if the window can bear a solve
   */
  @Nullable GateVerdict judgeWindow(FrozenWindow window, double[] armProbability) {
    int[] rows = new int[armProbability.length];
    for (int arm : window.arm()) {
      rows[arm]++;
    }
    int least = options.get(GateOptions.GATE_MIN_ARM_SAMPLES);
    for (int arm = 0; arm < rows.length; arm++) {
      if (armProbability[arm] > 0 && rows[arm] < least) {
        return GateVerdict.DEGENERATE_WINDOW;
      }
    }
    return window.rows() == 0 ? GateVerdict.DEGENERATE_WINDOW : null;
  }

  /**
   * Judges a candidate.
   *
   * @param candidate its policy's evaluation
   * @param budget budget per impression, whole currency units
   * @param live evaluation of the live model on the same rows at the same budget; null if none
   */
  GateVerdict judge(PolicyEvaluation candidate, double budget, @Nullable PolicyEvaluation live) {
    if (!Double.isFinite(candidate.value()) || !Double.isFinite(candidate.cost())) {
      return GateVerdict.NOT_FINITE;
    }
    if (candidate.effectiveSamples() < options.get(GateOptions.GATE_MIN_EFFECTIVE_SAMPLES)) {
      return GateVerdict.TOO_FEW_SAMPLES;
    }
    double most = budget * (1 + options.get(GateOptions.GATE_COST_TOLERANCE));
    if (candidate.cost() - candidate.costHalfWidth() > most) {
      return GateVerdict.OVER_BUDGET;
    }
    return live == null || !worse(candidate, live)
        ? GateVerdict.ACCEPTED
        : GateVerdict.WORSE_THAN_LIVE;
  }

  private boolean worse(PolicyEvaluation candidate, PolicyEvaluation live) {
    GateMode mode = options.get(GateOptions.GATE_MODE);
    double gain = candidate.value() - live.value();
    double halfWidth = candidate.differenceHalfWidth(live);
    double least = -options.get(GateOptions.GATE_TOLERANCE) * Math.abs(live.value());
    return switch (mode) {
      case GUARDS -> false;
      case NOT_WORSE -> gain + halfWidth < least;
      case LOWER_BOUND -> gain - halfWidth < least;
    };
  }
}
