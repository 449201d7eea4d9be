package io.weir.jobs.attribution;

import io.weir.jobs.common.OperatorId;

/** Identities of the job's operators. State in savepoints belongs to them: never change one. */
final class AttributionUids {
  static final OperatorId IMPRESSIONS = new OperatorId("impressions-source", "impressions");
  static final OperatorId TREATMENTS = new OperatorId("treatments-source", "treatments");
  static final OperatorId OUTCOMES = new OperatorId("outcomes-source", "outcomes");
  static final OperatorId CAMPAIGNS = new OperatorId("campaigns-source", "campaigns");
  static final OperatorId SPLIT_IMPRESSIONS =
      new OperatorId("impressions-split", "readable impressions");
  static final OperatorId SPLIT_TREATMENTS =
      new OperatorId("treatments-split", "readable treatments");
  static final OperatorId SPLIT_OUTCOMES = new OperatorId("outcomes-split", "readable outcomes");
  static final OperatorId SPLIT_CAMPAIGNS = new OperatorId("campaigns-split", "valid campaigns");
  static final OperatorId ATTRIBUTION = new OperatorId("attribution", "attribution");
  static final OperatorId SAMPLES = new OperatorId("samples-sink", "samples");
  static final OperatorId DEAD_LETTERS = new OperatorId("dead-letters-sink", "dead letters");

  private AttributionUids() {}
}
