package io.weir.learner.options;

import io.weir.core.option.Option;
import io.weir.core.option.OptionDefinitions;
import java.util.List;

/** When a candidate may go live, when publication freezes, and which earlier version serves. */
public final class GateOptions {
  private static final OptionDefinitions ALL = new OptionDefinitions();

  /** How candidates are judged once the numerical guards have passed. */
  public enum GateMode {
    /** Guards alone decide. */
    GUARDS,
    /** Reject a candidate that is worse beyond doubt on samples it has not learned from. */
    NOT_WORSE,
    /**
     * Ask a first model for proof against chance and for an estimate that is no worse than the old
     * policy, and refuse later ones that are worse beyond doubt.
     */
    FIRST_PROVEN,
    /** Publish only a candidate whose lower confidence bound on such samples is not worse. */
    LOWER_BOUND
  }

  /** Gate. */
  public static final Option<GateMode> GATE_MODE =
      ALL.constant(
          "gate.mode",
          GateMode.FIRST_PROVEN,
          "How a candidate is judged once the numerical guards have passed.");

  /** Gate, tolerance. */
  public static final Option<Double> GATE_TOLERANCE =
      ALL.real(
          "gate.tolerance",
          "0.3",
          0,
          1,
          "Loss that is tolerated against the live model, the old policy or chance, as a share of what"
              + " the budget is worth: the dual price times the budget per impression.");

  /** Gate, confidence. */
  public static final Option<Double> GATE_STANDARD_ERRORS =
      ALL.real(
          "gate.standard-errors",
          "1",
          0,
          10,
          "Standard errors from the estimate to either confidence bound of a decision; 1 leaves one in"
              + " six beyond a bound, 1.28 one in ten, 1.64 one in twenty. Successors of a live model"
              + " are refused at two, where no proof is asked of them; FIRST_PROVEN takes the"
              + " estimate itself against the old policy.");

  /** Gate, least evidence. */
  public static final Option<Integer> GATE_MIN_EVIDENCE =
      ALL.integer(
          "gate.min-evidence",
          200,
          10,
          1_000_000,
          "Randomized samples not learned from that proof needs at least.");

  /** Gate, cost. */
  public static final Option<Double> GATE_COST_TOLERANCE =
      ALL.real(
          "gate.cost-tolerance",
          "0.25",
          0,
          10,
          "Share by which the observed cost may exceed the budget before a candidate is refused.");

  /** Gate, effective samples. */
  public static final Option<Double> GATE_MIN_EFFECTIVE_SAMPLES =
      ALL.real(
          "gate.min-effective-samples",
          "30",
          1,
          1e6,
          "Least effective sample size of the policy's value.");

  /** Gate, linear solves. */
  public static final Option<Double> GATE_CG_RESIDUAL =
      ALL.real(
          "gate.cg-residual",
          "0.9",
          0,
          1e6,
          "Largest relative residual of the linear solve behind an implicit hypergradient.");

  /** Alarms. */
  public static final Option<Boolean> ALARMS_FREEZE =
      ALL.yesOrNo(
          "alarms.freeze",
          true,
          "Whether nothing new is published while the holdout or the outcomes raise an alarm.");

  /** Alarms, epoch. */
  public static final Option<Long> ALARMS_EPOCH =
      ALL.longInteger(
          "alarms.epoch",
          0,
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          "Another number than before starts the monitors anew: how an operator settles an alarm.");

  /** Outcome limit. */
  public static final Option<Double> OUTCOME_LIMIT =
      ALL.real(
          "outcome.limit",
          "1e4",
          10,
          1e12,
          "Distance of revenue, cost or a numeric feature from its centre, in scales of the warm-up,"
              + " beyond which a sample is kept out.");

  /** Outcome alarm. */
  public static final Option<Double> OUTCOME_ALARM_SHARE =
      ALL.real(
          "outcome.alarm-share",
          "0.001",
          0,
          1,
          "Share of a slide's samples beyond the limit above which the alarm is raised; one never"
              + " raises it.");

  /** History. */
  public static final Option<Integer> HISTORY_MODELS =
      ALL.integer(
          "history.models", 8, 1, 100, "Published models kept, so that one can be pinned again.");

  /** Pin. */
  public static final Option<Long> PIN_MODEL_VERSION =
      ALL.longInteger(
          "pin.model-version",
          -1,
          -1,
          Long.MAX_VALUE,
          "Earlier model version to serve until this is removed; -1 serves the newest.");

  private GateOptions() {}

  /** Returns these options in the order they are documented. */
  static List<Option<?>> all() {
    return ALL.list();
  }
}
