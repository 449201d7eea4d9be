package io.weir.jobs.common.kafka;

import io.weir.formats.FormatFlags;
import java.io.Serializable;

/**
 * Names of all topics.
 *
 * @param prefix what the names of all topics of this installation begin with, such as {@code weir.}
 * @param impressions opportunities to treat a unit; key impressionId
 * @param treatments assigned treatments; key impressionId
 * @param outcomes realized revenue and cost; key impressionId
 */
public record Topics(String prefix, String impressions, String treatments, String outcomes)
    implements Serializable {
  /** Names the topics of an installation whose events stand under its own prefix. */
  public Topics(String prefix) {
    this(
        prefix,
        prefix + FormatFlags.IMPRESSIONS,
        prefix + FormatFlags.TREATMENTS,
        prefix + FormatFlags.OUTCOMES);
  }

  /** Returns these topics, but the events where flags say. */
  public Topics with(FormatFlags flags) {
    return new Topics(
        prefix,
        flags.impressionsTopic(impressions),
        flags.treatmentsTopic(treatments),
        flags.outcomesTopic(outcomes));
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
