package io.weir.learner.judge;

import io.weir.learner.options.GateOptions;
import io.weir.learner.options.GateOptions.GateMode;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.train.FrozenWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges a candidate: numerical guards first, then its cost against the budget, then its value.
 *
 * <p>The value is judged twice. What counts is the record of the candidates on randomized samples
 * that came after they were frozen ({@link CandidateRecord}). The window has been learned from and
 * is a brake besides: a candidate that does beyond doubt worse there than the live model stays out.
 */
public final class Gate {
  private final LearningOptions options;

  public Gate(LearningOptions options) {
    this.options = options;
  }

  /**
   * Judges a window before anything is solved on it.
   *
   * @param window frozen rows
   * @param armProbability probability of each arm in the holdout; arms at zero are not drawn
   * @return null if the window can bear a solve
   */
  public @Nullable GateVerdict judgeWindow(FrozenWindow window, double[] armProbability) {
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
   * Judges a candidate on the window.
   *
   * @param candidate its policy's evaluation
   * @param budget budget per impression, whole currency units
   * @param live evaluation of the live model on the same rows at the same budget; null if none
   */
  public GateVerdict judge(
      PolicyEvaluation candidate, double budget, @Nullable PolicyEvaluation live) {
    if (!Double.isFinite(candidate.value()) || !Double.isFinite(candidate.cost())) {
      return GateVerdict.NOT_FINITE;
    }
    if (candidate.effectiveSamples() < options.get(GateOptions.GATE_MIN_EFFECTIVE_SAMPLES)) {
      return GateVerdict.TOO_FEW_SAMPLES;
    }
    if (candidate.cost() - candidate.costHalfWidth() > mostCost(budget)) {
      return GateVerdict.OVER_BUDGET;
    }
    return live == null || !worse(candidate, live)
        ? GateVerdict.ACCEPTED
        : GateVerdict.WORSE_THAN_LIVE;
  }

  /** On rows that both have learned from, only what is beyond doubt counts. */
  private boolean worse(PolicyEvaluation candidate, PolicyEvaluation live) {
    double gain = candidate.value() - live.value();
    return options.get(GateOptions.GATE_MODE) != GateMode.GUARDS
        && gain + candidate.differenceHalfWidth(live) < -tolerance(live.value());
  }

  /**
   * Judges what samples that were not learned from say.
   *
   * @param evidence one comparison for each policy that the candidate must not fall behind
   * @param budget budget per impression, whole currency units
   * @return null if nothing speaks against the candidate
   */
  public @Nullable GateVerdict judgeEvidence(List<Evidence> evidence, double budget) {
    GateMode mode = options.get(GateOptions.GATE_MODE);
    if (mode == GateMode.GUARDS) {
      return null;
    }
    GateVerdict verdict = null;
    for (Evidence comparison : evidence) {
      double least = -tolerance(comparison.referenceValue());
      if (comparison.samples() < options.get(GateOptions.GATE_MIN_EVIDENCE)) {
        verdict = GateVerdict.NOT_PROVEN;
      } else if (comparison.gainUpper() < least) {
        return comparison.reference() == Evidence.Reference.LIVE
            ? GateVerdict.WORSE_THAN_LIVE
            : GateVerdict.WORSE_THAN_BASELINE;
      } else if (comparison.cost() - comparison.costHalfWidth() > mostCost(budget)) {
        return GateVerdict.OVER_BUDGET;
      } else if (asksForProof(mode, comparison) && !(comparison.gainLower() >= least)) {
        verdict = GateVerdict.NOT_PROVEN;
      }
    }
    return verdict;
  }

  private static boolean asksForProof(GateMode mode, Evidence comparison) {
    return mode == GateMode.LOWER_BOUND
        || (mode == GateMode.FIRST_PROVEN && comparison.reference() != Evidence.Reference.LIVE);
  }

  /** Returns the loss that is tolerated against a policy of the given value. */
  public double tolerance(double value) {
    return options.get(GateOptions.GATE_TOLERANCE) * Math.abs(value);
  }

  private double mostCost(double budget) {
    return budget * (1 + options.get(GateOptions.GATE_COST_TOLERANCE));
  }
}
