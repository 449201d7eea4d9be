package io.weir.client.health;

/** The compacted topics a client follows. */
public enum FollowedTopic {
  /** Configuration of campaigns. */
  CAMPAIGNS("campaigns"),
  /** Published models. */
  MODELS("models"),
  /** Dual prices, each for one model. */
  DUAL_PRICES("dual-prices"),
  /** Spend against budget, and the paced price. */
  BUDGET_STATUS("budget-status"),
  /** Models of campaigns in shadow: they tell what would be decided and never act. */
  SHADOW_MODELS("shadow-models"),
  /** Dual prices of campaigns in shadow. */
  SHADOW_DUAL_PRICES("shadow-dual-prices");

  private final String baseName;

  FollowedTopic(String baseName) {
    this.baseName = baseName;
  }

  /** Returns the topic's name on the broker. */
  public String topic(String prefix) {
    return prefix + baseName;
  }

  /** Returns whether a client can do without the topic: no decision depends on it. */
  public boolean isOptional() {
    return this == SHADOW_MODELS || this == SHADOW_DUAL_PRICES;
  }
}
