package io.weir.jobs.common;

import java.io.Serializable;

/**
 * Names of all topics under one prefix.
 *
 * @param prefix what every name begins with, such as {@code weir.}
 */
public record Topics(String prefix) implements Serializable {
  /** Opportunities to treat a unit; key impressionId. */
  public String impressions() {
    return prefix + "impressions";
  }

  /** Assigned treatments; key impressionId. */
  public String treatments() {
    return prefix + "treatments";
  }

  /** Realized revenue and cost; key impressionId. */
  public String outcomes() {
    return prefix + "outcomes";
  }

  /** Configuration of campaigns; compacted, key campaignId. */
  public String campaigns() {
    return prefix + "campaigns";
  }

  /** Closed samples; key impressionId. */
  public String samples() {
    return prefix + "samples";
  }

  /** Published models; compacted, key campaignId. */
  public String models() {
    return prefix + "models";
  }

  /** Published dual prices; compacted, key campaignId. */
  public String dualPrices() {
    return prefix + "dual-prices";
  }

  /** Models of SHADOW campaigns, on which nothing may act; compacted, key campaignId. */
  public String shadowModels() {
    return prefix + "shadow-models";
  }

  /** Dual prices of SHADOW campaigns, on which nothing may act; compacted, key campaignId. */
  public String shadowDualPrices() {
    return prefix + "shadow-dual-prices";
  }

  /** Spend against budget; compacted, key campaignId. */
  public String budgetStatus() {
    return prefix + "budget-status";
  }

  /** Messages that could not be used; key topic/partition/offset. */
  public String deadLetters() {
    return prefix + "dead-letters";
  }
}
