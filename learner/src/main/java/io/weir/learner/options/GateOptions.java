package io.weir.learner.options;

import java.util.List;
import java.util.Locale;

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
  public static final LearningOption<GateMode> GATE_MODE =
      ALL.define(
          "gate.mode",
          "FIRST_PROVEN",
          "GUARDS, NOT_WORSE, FIRST_PROVEN or LOWER_BOUND",
          "How a candidate is judged once the numerical guards have passed.",
          text -> GateMode.valueOf(text.toUpperCase(Locale.ROOT)),
          mode -> true);

  /** Gate, tolerance. */
  public static final LearningOption<Double> GATE_TOLERANCE =
      ALL.real(
          "gate.tolerance",
          0.3,
          0,
          1,
          "Loss that is tolerated against the live model, the old policy or chance, as a share of what"
              + " the budget is worth: the dual price times the budget per impression.");

  /** Gate, confidence. */
  public static final LearningOption<Double> GATE_STANDARD_ERRORS =
      ALL.real(
          "gate.standard-errors",
          1,
          0,
          10,
          "Standard errors from the estimate to either confidence bound of a decision; 1 leaves one in"
              + " six beyond a bound, 1.28 one in ten, 1.64 one in twenty. Successors of a live model"
              + " are refused at two, where no proof is asked of them; FIRST_PROVEN takes the"
              + " estimate itself against the old policy.");

  /** Gate, least evidence. */
  public static final LearningOption<Integer> GATE_MIN_EVIDENCE =
      ALL.integer(
          "gate.min-evidence",
          200,
          10,
          1_000_000,
          "Randomized samples not learned from that proof needs at least.");

  /** Gate, most evidence. */
  public static final LearningOption<Integer> GATE_MAX_EVIDENCE =
      ALL.integer(
          "gate.max-evidence",
          3_000,
          10,
          10_000_000,
          "Randomized samples that a decision rests on at most; older ones fade.");

  /** Gate, cost. */
  public static final LearningOption<Double> GATE_COST_TOLERANCE =
      ALL.real(
          "gate.cost-tolerance",
          0.25,
          0,
          10,
          "Share by which the observed cost may exceed the budget before a candidate is refused.");

  /** Gate, effective samples. */
  public static final LearningOption<Double> GATE_MIN_EFFECTIVE_SAMPLES =
      ALL.real(
          "gate.min-effective-samples",
          30,
          1,
          1e6,
          "Least effective sample size of the policy's value.");

  /** Gate, linear solves. */
  public static final LearningOption<Double> GATE_CG_RESIDUAL =
      ALL.real(
          "gate.cg-residual",
          0.9,
          0,
          1e6,
          "Largest relative residual of the linear solve behind an implicit hypergradient.");

  /** Gate, samples per arm. */
  public static final LearningOption<Integer> GATE_MIN_ARM_SAMPLES =
      ALL.integer(
          "gate.min-arm-samples",
          5,
          1,
          100_000,
          "Least randomized samples of every arm that the holdout draws.");

  /** Alarms. */
  public static final LearningOption<Boolean> ALARMS_FREEZE =
      ALL.define(
          "alarms.freeze",
          "true",
          "true or false",
          "Whether nothing new is published while the holdout or the outcomes raise an alarm.",
          OptionDefinitions::yesOrNo,
          freeze -> true);

  /** Alarms, epoch. */
  public static final LearningOption<Long> ALARMS_EPOCH =
      ALL.longInteger(
          "alarms.epoch",
          0,
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          "Another number than before starts the monitors anew: how an operator settles an alarm.");

  /** Outcome limit. */
  public static final LearningOption<Double> OUTCOME_LIMIT =
      ALL.real(
          "outcome.limit",
          1e4,
          10,
          1e12,
          "Distance of revenue, cost or a numeric feature from its centre, in scales of the warm-up,"
              + " beyond which a sample is kept out.");

  /** Outcome alarm. */
  public static final LearningOption<Double> OUTCOME_ALARM_SHARE =
      ALL.real(
          "outcome.alarm-share",
          0.001,
          0,
          1,
          "Share of a slide's samples beyond the limit above which the alarm is raised; one never"
              + " raises it.");

  /** History. */
  public static final LearningOption<Integer> HISTORY_MODELS =
      ALL.integer(
          "history.models", 8, 1, 100, "Published models kept, so that one can be pinned again.");

  /** Pin. */
  public static final LearningOption<Long> PIN_MODEL_VERSION =
      ALL.longInteger(
          "pin.model-version",
          -1,
          -1,
          Long.MAX_VALUE,
          "Earlier model version to serve until this is removed; -1 serves the newest.");

  private GateOptions() {}

  /** Returns these options in the order they are documented. */
  static List<LearningOption<?>> all() {
    return ALL.list();
  }
}
