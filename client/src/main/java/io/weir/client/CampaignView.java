package io.weir.client;

import io.weir.schemas.CampaignStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows of a campaign, for health checks and metrics. Ages count from the record's
 * timestamp on its topic.
 *
 * @param campaignId campaign
 * @param campaignVersion null if the campaign's own record is not known
 * @param status as campaignVersion
 * @param modelVersion model in hand; null if none has both arrived and a price
 * @param modelAgeMillis its age
 * @param newestModelVersion newest model that arrived, in hand or waiting for its price
 * @param priceVersion of the dual price that belongs to the model in hand
 * @param dualPrice that price
 * @param priceAgeMillis its age
 * @param pacedDualPrice last paced price, whatever model it names
 * @param pacedModelVersion the model it names
 * @param pacedAgeMillis its age
 * @param exhausted whether the last budget status says that the budget is spent
 */
public record CampaignView(
    String campaignId,
    @Nullable Long campaignVersion,
    @Nullable CampaignStatus status,
    @Nullable Long modelVersion,
    @Nullable Long modelAgeMillis,
    @Nullable Long newestModelVersion,
    @Nullable Long priceVersion,
    @Nullable Double dualPrice,
    @Nullable Long priceAgeMillis,
    @Nullable Double pacedDualPrice,
    @Nullable Long pacedModelVersion,
    @Nullable Long pacedAgeMillis,
    boolean exhausted) {

  static CampaignView of(String campaignId, CampaignSnapshot snapshot, long nowMillis) {
    CampaignPlan plan = snapshot.plan;
    CampaignSnapshot.Pair pair = snapshot.pair;
    Price price = pair == null ? null : pair.price();
    Price.Paced paced = snapshot.paced;
    return new CampaignView(
        campaignId,
        plan == null ? null : (Long) plan.version(),
        plan == null ? null : plan.status(),
        pair == null ? null : (Long) pair.model().version(),
        pair == null ? null : (Long) (nowMillis - pair.model().publishedAtMillis()),
        snapshot.models.isEmpty() ? null : (Long) snapshot.models.lastKey().version(),
        price == null ? null : (Long) price.priceVersion(),
        price == null ? null : (Double) price.value(),
        price == null ? null : (Long) (nowMillis - price.publishedAtMillis()),
        paced == null ? null : (Double) paced.price().value(),
        paced == null ? null : (Long) paced.price().modelVersion(),
        paced == null ? null : (Long) (nowMillis - paced.price().publishedAtMillis()),
        paced != null && paced.exhausted());
  }
}
