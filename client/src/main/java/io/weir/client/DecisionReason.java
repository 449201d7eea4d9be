package io.weir.client;

/** Why a decision came out as it did. */
public enum DecisionReason {
  /** The unit is in the randomized holdout. */
  HOLDOUT,
  /** The arm of largest predicted revenue less price times predicted cost. */
  POLICY,
  /** The budget is spent or the price is infinite: the free arm, by policy. */
  EXHAUSTED,
  /** No campaign of that identifier is known: no arm at all. */
  UNKNOWN_CAMPAIGN,
  /** The campaign is paused, ended or in shadow: the free arm. */
  CAMPAIGN_NOT_ACTIVE,
  /** The impression's features do not fit the campaign's layout: the free arm. */
  INVALID_FEATURES,
  /** No model has arrived: the free arm. */
  NO_MODEL,
  /** The models at hand do not fit the campaign's arms or features: the free arm. */
  MODEL_MISMATCH,
  /** No price has arrived for any usable model: the free arm. */
  NO_PRICE,
  /** The model or every price that belongs to it is past its time to live: the free arm. */
  STALE,
  /** The model predicts something that is no number for this impression: the free arm. */
  INVALID_PREDICTION
}
