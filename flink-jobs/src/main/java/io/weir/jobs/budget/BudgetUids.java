package io.weir.jobs.budget;

import io.weir.jobs.common.OperatorId;

/** Identities of the job's operators. State in savepoints belongs to them: never change one. */
final class BudgetUids {
  static final OperatorId IMPRESSIONS = new OperatorId("impressions-source", "impressions");
  static final OperatorId TREATMENTS = new OperatorId("treatments-source", "treatments");
  static final OperatorId OUTCOMES = new OperatorId("outcomes-source", "outcomes");
  static final OperatorId CAMPAIGNS = new OperatorId("campaigns-source", "campaigns");
  static final OperatorId PRICES = new OperatorId("dual-prices-source", "dual prices");
  static final OperatorId SPLIT_IMPRESSIONS =
      new OperatorId("impressions-split", "carried treatments");
  static final OperatorId SPLIT_TREATMENTS =
      new OperatorId("treatments-split", "usable treatments");
  static final OperatorId SPLIT_OUTCOMES = new OperatorId("outcomes-split", "usable outcomes");
  static final OperatorId SPLIT_CAMPAIGNS = new OperatorId("campaigns-split", "valid campaigns");
  static final OperatorId SPLIT_PRICES = new OperatorId("dual-prices-split", "valid prices");
  static final OperatorId TERMS = new OperatorId("campaign-changes", "campaign changes");
  static final OperatorId IMPRESSION_SPEND =
      new OperatorId("impression-spend", "spend by impression");
  static final OperatorId BUNDLE = new OperatorId("ledger-bundle", "partial sums");
  static final OperatorId BUDGET = new OperatorId("budget", "budget by campaign");
  static final OperatorId STATUS = new OperatorId("budget-status-sink", "budget status");
  static final OperatorId STATUS_JSON =
      new OperatorId("budget-status-json-sink", "budget status as JSON");
  static final OperatorId DEAD_LETTERS = new OperatorId("dead-letters-sink", "dead letters");

  private BudgetUids() {}
}
