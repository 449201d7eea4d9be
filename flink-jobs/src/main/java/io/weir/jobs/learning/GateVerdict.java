package io.weir.jobs.learning;

/** Why a candidate went live, or why the last good model stayed. */
enum GateVerdict {
  /** The candidate goes live. */
  ACCEPTED,
  /** Weights, predictions or the price are not finite numbers. */
  NOT_FINITE,
  /** An arm that the holdout draws has too few rows, or no row matched the policy. */
  DEGENERATE_WINDOW,
  /** Too few effective samples stand behind the policy's value. */
  TOO_FEW_SAMPLES,
  /** No traffic has been measured yet, so that the budget per impression is unknown. */
  NO_TRAFFIC,
  /** The observed cost of the policy exceeds the budget beyond tolerance and chance. */
  OVER_BUDGET,
  /** The candidate's value is worse than the live model's beyond tolerance. */
  WORSE_THAN_LIVE,
  /** The holdout does not draw the arms it is configured to draw, so no value can be trusted. */
  HOLDOUT_ALARM,
  /** Outcomes are too large to be what they were during warm-up. */
  OUTCOME_ALARM,
  /** An operator holds an earlier version. */
  PINNED;

  boolean published() {
    return this == ACCEPTED;
  }
}
