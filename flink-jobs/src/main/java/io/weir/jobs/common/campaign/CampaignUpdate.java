package io.weir.jobs.common.campaign;

import io.weir.schemas.Campaign;
import org.jspecify.annotations.Nullable;

/** A change of one campaign. A Flink POJO: public fields, no-argument constructor. */
public final class CampaignUpdate {
  /** Campaign that changes. */
  public String campaignId = "";

  /** Its new configuration; null: the campaign is ended and forgotten. */
  public @Nullable Campaign campaign;

  /** Partition of the campaigns topic that it came from. */
  public int partition = -1;

  /** Offset that it came from; -1 if it came from no topic. */
  public long offset = -1;

  /** For Flink. */
  public CampaignUpdate() {}

  /** Makes an update. */
  public CampaignUpdate(String campaignId, @Nullable Campaign campaign) {
    this.campaignId = campaignId;
    this.campaign = campaign;
  }
}
