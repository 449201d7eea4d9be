package io.weir.client.health;

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
    boolean exhausted) {}
