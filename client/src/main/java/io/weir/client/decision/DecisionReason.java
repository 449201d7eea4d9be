package io.weir.client.decision;

/**
 * Why a decision came out as it did. Where something is missing, the arm is the one that the
 * service named, and the free arm where it named none.
 */
public enum DecisionReason {
  /** The unit is in the randomized holdout. */
  HOLDOUT,
  /** The arm of largest predicted revenue less price times predicted cost. */
  POLICY,
  /** The budget is spent or the price is infinite: the free arm, by policy. */
  EXHAUSTED,
  /**
   * The service's own policy acts: the client observes, the campaign is in shadow, or the unit is
   * outside the campaign's policy share.
   */
  SERVICE_POLICY,
  /** No campaign of that identifier is known: the service's arm, or none at all. */
  UNKNOWN_CAMPAIGN,
  /** The campaign is paused or ended, or in shadow without an arm of the service: the free arm. */
  CAMPAIGN_NOT_ACTIVE,
  /** The service named an arm that the campaign does not have: the free arm. */
  UNKNOWN_FALLBACK_ARM,
  /** The impression's features do not fit the campaign's layout. */
  INVALID_FEATURES,
  /** No model has arrived. */
  NO_MODEL,
  /** The models at hand do not fit the campaign's arms or features. */
  MODEL_MISMATCH,
  /** No price has arrived for any usable model. */
  NO_PRICE,
  /** The model or every price that belongs to it is past its time to live. */
  STALE,
  /** The model predicts something that is no number for this impression. */
  INVALID_PREDICTION
}
