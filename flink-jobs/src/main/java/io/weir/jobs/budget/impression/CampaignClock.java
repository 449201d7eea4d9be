package io.weir.jobs.budget.impression;

import io.weir.schemas.Arm;
import io.weir.schemas.Campaign;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one version of a campaign says of single events. Immutable.
 *
 * @param windowMillis attribution window
 * @param periodStartMillis start of the period
 * @param periodEndMillis its end, exclusive
 * @param currency ISO 4217 code of the period's money
 * @param arms ids of the campaign's arms
 */
public record CampaignClock(
    long windowMillis,
    long periodStartMillis,
    long periodEndMillis,
    String currency,
    Set<String> arms) {
  public static CampaignClock of(Campaign campaign) {
    return new CampaignClock(
        campaign.getAttributionWindowMs(),
        campaign.getBudget().getPeriodStart().toEpochMilli(),
        campaign.getBudget().getPeriodEnd().toEpochMilli(),
        campaign.getBudget().getCurrency(),
        campaign.getArms().stream().map(Arm::getArmId).collect(Collectors.toUnmodifiableSet()));
  }

  /** When a promise of that time expires. */
  public long expiryMillis(long assignedAtMillis) {
    return saturatedSum(assignedAtMillis, windowMillis);
  }

  public boolean covers(long timeMillis) {
    return timeMillis >= periodStartMillis && timeMillis < periodEndMillis;
  }

  /** Whether money of a time may be in a currency; null: in the campaign's, whichever that was. */
  boolean accepts(@Nullable String outcomeCurrency, long timeMillis) {
    return outcomeCurrency == null || !covers(timeMillis) || outcomeCurrency.equals(currency);
  }

  public static long saturatedSum(long time, long duration) {
    return duration > Long.MAX_VALUE - 1 - time ? Long.MAX_VALUE - 1 : time + duration;
  }
}
