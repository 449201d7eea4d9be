// What states and reasons mean, in words and colours.

export const PACING = {
  ON_TRACK: ["On track", "good"],
  UNDER: ["Under", "note"],
  OVER: ["Over", "warn"],
  EXHAUSTED: ["Exhausted", "crit"],
  STALE: ["Stale", "warn"],
};

export const STATUS = {
  ACTIVE: ["Active", ""],
  SHADOW: ["Shadow", "note"],
  PAUSED: ["Paused", "warn"],
  ENDED: ["Ended", ""],
};

export const GATE = {
  ACCEPTED: "The candidate went live",
  NOT_FINITE: "Training left the finite range; a new learner warms up",
  DEGENERATE_WINDOW: "An arm of the holdout has too few samples",
  TOO_FEW_SAMPLES: "Too few effective samples to judge by",
  NO_TRAFFIC: "No traffic was measured yet",
  OVER_BUDGET: "It would cost more than the budget",
  WORSE_THAN_LIVE: "Worse than the live model",
  WORSE_THAN_BASELINE: "Worse than the old policy or chance",
  NOT_PROVEN: "Not yet shown to be no worse",
  DIVERGED: "Training diverged; a new learner warms up",
  CG_FAILED: "The linear solve of the hypergradient failed",
  BRIDGE_SATURATED: "The bridge is stuck at its limit",
  RATIO_ALARM: "Shares of arms in the holdout are off",
  LEAK_ALARM: "The holdout gave an arm that should get nothing",
  BALANCE_ALARM: "Features differ between the holdout's arms",
  POSITIVITY_ALARM: "The holdout no longer draws a wanted arm",
  OUTCOME_ALARM: "Too many implausible outcomes",
  PINNED: "An operator holds an earlier version",
};

export const VALUE_NAMES = {
  policyValue: "Policy (window)",
  prequentialValue: "Policy (prequential)",
  randomValue: "Random",
  oldPolicyValue: "Old policy",
  servedPolicyValue: "As served",
  twoStageValue: "Two-stage",
};

/** What the words on the page mean, for people who see them for the first time. */
export const WORDS = {
  "Dual price": "Revenue that one more unit of money would bring. A treatment is worth its cost if it brings more than this for each unit spent. Paced: held a little higher or lower so that the budget lasts to the end of the period.",
  "Gain at equal cost": "What the policy earns beyond the old policy, or beyond chance, where both spend the same.",
  "Holdout's spend": "The part of the spend that chance has caused. At its cap the holdout is decided for like everybody else until the period ends, and learning gets no new randomized samples.",
  Model: "Version of the model that decides. The gate lets a new one in only where nothing speaks against it.",
  Spent: "Money that outcomes have cost, refunds taken off.",
  Committed: "Money that treatments given out are expected to cost yet.",
  Projected: "Spend expected at the end of the period.",
  "Policy value": "Revenue per impression that the policy is estimated to earn, with its 95 % interval. Policies that spend differently cannot be compared by it.",
};

export const SEVERITY = {
  CRITICAL: ["Critical", "crit"],
  WARNING: ["Warning", "warn"],
  NOTICE: ["Notice", "note"],
};

/** The paced price holds where it belongs to the model that serves. */
export function pacedPrice(campaign) {
  const status = campaign.budget;
  return status && campaign.price?.acts && status.modelVersion === campaign.price.modelVersion ? status.pacedDualPrice : null;
}

/** Differences that came with an interval: prequentialGainOverRandom and the like. */
export function gains(diagnostics) {
  return Object.keys(diagnostics).filter((name) => name.includes("GainOver") && `${name}Lower` in diagnostics && `${name}Upper` in diagnostics)
    .map((name) => [name, { value: diagnostics[name], lower: diagnostics[`${name}Lower`], upper: diagnostics[`${name}Upper`] }]);
}
