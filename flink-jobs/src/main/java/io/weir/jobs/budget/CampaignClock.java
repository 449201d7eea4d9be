package io.weir.jobs.budget;

import io.weir.schemas.Campaign;

/** The times that one version of a campaign sets, milliseconds. Immutable. */
record CampaignClock(long windowMillis, long periodStartMillis, long periodEndMillis) {
  static CampaignClock of(Campaign campaign) {
    return new CampaignClock(
        campaign.getAttributionWindowMs(),
        campaign.getBudget().getPeriodStart().toEpochMilli(),
        campaign.getBudget().getPeriodEnd().toEpochMilli());
  }

  /** When a promise of that time expires. */
  long expiryMillis(long assignedAtMillis) {
    return saturatedSum(assignedAtMillis, windowMillis);
  }

  boolean covers(long timeMillis) {
    return timeMillis >= periodStartMillis && timeMillis < periodEndMillis;
  }

  static long saturatedSum(long time, long duration) {
    return duration > Long.MAX_VALUE - 1 - time ? Long.MAX_VALUE - 1 : time + duration;
  }
}
