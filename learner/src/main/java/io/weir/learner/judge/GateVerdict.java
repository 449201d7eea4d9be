package io.weir.learner.judge;

/** Why a candidate went live, or why the last good model stayed. */
public enum GateVerdict {
  /** The candidate goes live. */
  ACCEPTED,
  /** Weights, predictions or the price are not finite numbers. */
  NOT_FINITE,
  /** Training left the finite range, or the norm of the parameters its limit. */
  DIVERGED,
  /** The linear solve behind the hypergradient left too large a residual. */
  CG_FAILED,
  /** Every weight of the bridge is stuck to the same limit. */
  BRIDGE_SATURATED,
  /** An arm that the holdout draws has too few rows, or no row matched the policy. */
  DEGENERATE_WINDOW,
  /** Too few effective samples stand behind the policy's value. */
  TOO_FEW_SAMPLES,
  /** No traffic has been measured yet, so that the budget per impression is unknown. */
  NO_TRAFFIC,
  /** The observed cost of the policy exceeds the budget beyond tolerance and chance. */
  OVER_BUDGET,
  /** The candidate's value is worse than the live model's beyond tolerance and chance. */
  WORSE_THAN_LIVE,
  /** There is no live model, and the old policy or chance does better beyond doubt. */
  WORSE_THAN_BASELINE,
  /**
   * The live model does worse than chance beyond doubt: nothing serves until another takes over.
   */
  WITHDRAWN,
  /** It is not yet shown that the candidate does not fall behind what serves. */
  NOT_PROVEN,
  /** The holdout gave an arm that is configured to get nothing. */
  LEAK_ALARM,
  /** The holdout no longer draws an arm that the live policy wants: its value is unknown. */
  POSITIVITY_ALARM,
  /** The arms' shares in the holdout are not the configured ones. */
  RATIO_ALARM,
  /** A feature is distributed differently in the arms of the holdout. */
  BALANCE_ALARM,
  /** Outcomes are too large to be what they were during warm-up. */
  OUTCOME_ALARM,
  /** An operator holds an earlier version. */
  PINNED;

  public boolean published() {
    return this == ACCEPTED;
  }

  /** Returns whether what was measured lately cannot be trusted. */
  public boolean alarm() {
    return switch (this) {
      case LEAK_ALARM, POSITIVITY_ALARM, RATIO_ALARM, BALANCE_ALARM, OUTCOME_ALARM -> true;
      default -> false;
    };
  }

  /**
   * Returns whether a live model that does harm is withdrawn with this verdict on its successor:
   * what was measured must be trusted, and neither an operator nor the learner's ruin come first.
   */
  public boolean mayWithdraw() {
    return !published() && !alarm() && !ruined() && this != PINNED;
  }

  /** Returns whether the learner cannot recover and a new one has to begin. */
  public boolean ruined() {
    return this == NOT_FINITE || this == DIVERGED;
  }
}
