package io.weir.client;

import io.weir.contract.Layouts;
import io.weir.core.feature.FeatureLayout;
import io.weir.core.holdout.HoldoutRule;
import io.weir.schemas.Arm;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Holdout;
import java.util.HashSet;
import java.util.List;

/** A campaign's configuration, checked and ready to decide by. Immutable. */
record CampaignPlan(
    String campaignId,
    long version,
    CampaignStatus status,
    List<String> arms,
    FeatureLayout layout,
    HoldoutRule holdout) {

  static CampaignPlan of(Campaign campaign) throws RejectedRecordException {
    List<String> arms = campaign.getArms().stream().map(Arm::getArmId).toList();
    if (arms.isEmpty() || new HashSet<>(arms).size() != arms.size()) {
      throw new RejectedRecordException("arms must be distinct, one or more: " + arms);
    }
    Holdout holdout = campaign.getHoldout();
    try {
      return new CampaignPlan(
          campaign.getCampaignId(),
          campaign.getVersion(),
          campaign.getStatus(),
          arms,
          Layouts.of(campaign),
          HoldoutRule.byName(
              holdout.getSalt(),
              holdout.getRate(),
              arms,
              holdout.getArmProbabilities(),
              holdout.getPerImpression()));
    } catch (IllegalArgumentException e) {
      throw new RejectedRecordException("campaign refused: " + e.getMessage(), e);
    }
  }

  String freeArm() {
    return arms.get(0);
  }
}
