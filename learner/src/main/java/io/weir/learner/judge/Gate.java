package io.weir.learner.judge;

import io.weir.learner.evidence.Evidence;
import io.weir.learner.evidence.PairedEvidence;
import io.weir.learner.evidence.PolicyJudgement;
import io.weir.learner.options.GateOptions;
import io.weir.learner.options.GateOptions.GateMode;
import io.weir.learner.options.LearningOptions;
import io.weir.learner.train.FrozenWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges a candidate: numerical guards first, then its value against what serves or would serve
 * without it, then its cost against the budget; and whether what serves is still worth serving. All
 * that counts is what came after a model was frozen ({@link PairedEvidence}).
 */
public final class Gate {
  /** Standard errors by which a cost must be beyond the budget. */
  private static final double COST_ERRORS = 2;

  /**
   * Below five of a kind its mean is no estimate; the usual least count of a cell (Cochran 1954).
   */
  private static final int LEAST_ARM_ROWS = 5;

  /**
   * Standard errors by which a successor must be worse than the live model to be refused. It has
   * learned from more: as often as not a smaller gap is chance, and what is refused for chance is
   * missing later.
   */
  private static final double SUCCESSOR_ERRORS = 2;

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
    for (int arm = 0; arm < rows.length; arm++) {
      if (armProbability[arm] > 0 && rows[arm] < LEAST_ARM_ROWS) {
        return GateVerdict.DEGENERATE_WINDOW;
      }
    }
    return window.rows() == 0 ? GateVerdict.DEGENERATE_WINDOW : null;
  }

  /**
   * Judges a candidate at its price.
   *
   * @param value revenue and cost of its policy, by samples that were not learned from
   * @param price its dual price
   * @param expectedCost cost per impression that is expected of it, corrected, whole currency units
   * @param costError standard error of that
   * @param budget budget per impression, whole currency units
   */
  public GateVerdict judge(
      PolicyJudgement value, double price, double expectedCost, double costError, double budget) {
    if (Double.isNaN(price)) {
      return GateVerdict.NOT_FINITE;
    }
    if (options.get(GateOptions.GATE_MODE) == GateMode.GUARDS) {
      return GateVerdict.ACCEPTED;
    }
    if (value.effectiveSamples() < options.get(GateOptions.GATE_MIN_EFFECTIVE_SAMPLES)) {
      return GateVerdict.TOO_FEW_SAMPLES;
    }
    return expectedCost - COST_ERRORS * costError > mostCost(budget)
        ? GateVerdict.OVER_BUDGET
        : GateVerdict.ACCEPTED;
  }

  /**
   * Judges what samples that were not learned from say.
   *
   * @param evidence one comparison for each policy that the candidate must not fall behind, with
   *     bounds of {@link #standardErrors}
   * @param price dual price of what is judged, revenue units per whole currency unit
   * @param budget budget per impression, whole currency units
   * @return null if nothing speaks against the candidate
   */
  public @Nullable GateVerdict judgeEvidence(List<Evidence> evidence, double price, double budget) {
    GateMode mode = options.get(GateOptions.GATE_MODE);
    if (mode == GateMode.GUARDS) {
      return null;
    }
    GateVerdict verdict = null;
    double least = -tolerance(price, budget);
    for (Evidence comparison : evidence) {
      boolean successor = comparison.reference() == Evidence.Reference.LIVE;
      boolean proof = asksForProof(mode, comparison.reference());
      if (comparison.samples() < options.get(GateOptions.GATE_MIN_EVIDENCE)
          && (proof || !successor)) {
        verdict = GateVerdict.NOT_PROVEN;
      } else if (comparison.gainUpper() < least) {
        return successor ? GateVerdict.WORSE_THAN_LIVE : GateVerdict.WORSE_THAN_BASELINE;
      } else if (proof && !(comparison.gainLower() >= least)) {
        verdict = GateVerdict.NOT_PROVEN;
      }
    }
    return verdict;
  }

  private static boolean asksForProof(GateMode mode, Evidence.Reference reference) {
    return mode == GateMode.LOWER_BOUND
        || (mode == GateMode.FIRST_PROVEN && reference != Evidence.Reference.LIVE);
  }

  /**
   * Returns the standard errors from an estimate to either bound, in a comparison with one.
   *
   * <p>A first model must be shown to be better than chance, which decides on the same samples. The
   * old policy decides on others: that comparison is several times noisier, for what no sample says
   * is how the old policy would have done on the holdout. There the estimate itself counts.
   */
  public double standardErrors(Evidence.Reference reference) {
    GateMode mode = options.get(GateOptions.GATE_MODE);
    if (reference == Evidence.Reference.LIVE && !asksForProof(mode, reference)) {
      return SUCCESSOR_ERRORS;
    }
    return reference == Evidence.Reference.OLD_POLICY && mode == GateMode.FIRST_PROVEN
        ? 0
        : options.get(GateOptions.GATE_STANDARD_ERRORS);
  }

  /**
   * Returns the loss of revenue per impression that is tolerated: a share of what the budget is
   * worth at the margin. It does not grow with revenue that no decision moves.
   *
   * @param price dual price, revenue units per whole currency unit
   * @param budget budget per impression, whole currency units
   */
  public double tolerance(double price, double budget) {
    double worth = price * budget;
    return Double.isFinite(worth) ? options.get(GateOptions.GATE_TOLERANCE) * worth : 0;
  }

  /** Returns whether a live model does worse than chance beyond doubt. */
  public boolean doesHarm(Evidence liveAgainstRandom) {
    return liveAgainstRandom.samples() >= options.get(GateOptions.GATE_MIN_EVIDENCE)
        && liveAgainstRandom.gainUpper() < 0;
  }

  private double mostCost(double budget) {
    return budget * (1 + options.get(GateOptions.GATE_COST_TOLERANCE));
  }
}
