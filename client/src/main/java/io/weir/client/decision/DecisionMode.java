package io.weir.client.decision;

/** Who decides for the units outside the holdout. */
public enum DecisionMode {
  /** The decision rule, for the campaign's share of the units; the service for the others. */
  DECIDE,
  /**
   * The service, by its own policy, for all units: the first step, from which a model can be
   * learned. The holdout is randomized all the same.
   */
  OBSERVE
}
