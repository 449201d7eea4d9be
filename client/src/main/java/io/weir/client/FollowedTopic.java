package io.weir.client;

/** The compacted topics a client follows. */
public enum FollowedTopic {
  /** Configuration of campaigns. */
  CAMPAIGNS("campaigns"),
  /** Published models. */
  MODELS("models"),
  /** Dual prices, each for one model. */
  DUAL_PRICES("dual-prices"),
  /** Spend against budget, and the paced price. */
  BUDGET_STATUS("budget-status");

  private final String baseName;

  FollowedTopic(String baseName) {
    this.baseName = baseName;
  }

  /** Returns the topic's name on the broker. */
  public String topic(String prefix) {
    return prefix + baseName;
  }
}
