package io.weir.console.view;

import io.weir.schemas.Campaign;
import org.jspecify.annotations.Nullable;

/**
 * A version of a campaign's configuration, and who wrote it where that is known.
 *
 * @param version version
 * @param atMillis the record's time on the topic
 * @param status status from then on
 * @param budgetMicros budget from then on
 * @param periodEndMillis end of the period from then on
 * @param pinnedModel model version that is pinned; null for the newest
 * @param by who, as named by the operator; null where the record does not say
 * @param command what, such as {@code pause}; null where the record does not say
 * @param why reason given; null where the record does not say
 */
public record CampaignChange(
    long version,
    long atMillis,
    String status,
    long budgetMicros,
    long periodEndMillis,
    @Nullable Long pinnedModel,
    @Nullable String by,
    @Nullable String command,
    @Nullable String why) {

  /** Makes the change that a published version is. */
  public static CampaignChange of(
      Campaign campaign,
      long atMillis,
      @Nullable String by,
      @Nullable String command,
      @Nullable String why) {
    return new CampaignChange(
        campaign.getVersion(),
        atMillis,
        campaign.getStatus().name(),
        campaign.getBudget().getAmountMicros(),
        campaign.getBudget().getPeriodEnd().toEpochMilli(),
        pinned(campaign),
        by,
        command,
        why);
  }

  private static @Nullable Long pinned(Campaign campaign) {
    String pin = campaign.getLearning().get("pin.model-version");
    if (pin == null || !pin.matches("\\d{1,18}")) {
      return null; // the default is -1; what cannot be read is the learning job's to report
    }
    return Long.valueOf(pin);
  }
}
