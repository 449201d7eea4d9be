package io.weir.service.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weir.client.health.CampaignView;
import io.weir.schemas.Arm;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a caller needs to know of a campaign, and how it stands. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CampaignAnswer(
    String campaignId,
    long version,
    CampaignStatus status,
    List<String> armIds,
    List<String> numericFeatures,
    List<String> categoricalFeatures,
    List<String> nullableFeatures,
    double holdoutRate,
    double policyShare,
    @Nullable Long modelVersion,
    @Nullable Double dualPrice,
    boolean exhausted) {

  /** Makes the answer of a campaign. */
  public static CampaignAnswer of(Campaign campaign, CampaignView view) {
    return new CampaignAnswer(
        campaign.getCampaignId(),
        campaign.getVersion(),
        campaign.getStatus(),
        campaign.getArms().stream().map(Arm::getArmId).toList(),
        campaign.getNumericFeatures(),
        campaign.getCategoricalFeatures().stream().map(CategoricalFeature::getName).toList(),
        campaign.getNullableFeatures(),
        campaign.getHoldout().getRate(),
        campaign.getPolicyShare(),
        view.modelVersion(),
        view.pacedDualPrice() != null ? view.pacedDualPrice() : view.dualPrice(),
        view.exhausted());
  }
}
