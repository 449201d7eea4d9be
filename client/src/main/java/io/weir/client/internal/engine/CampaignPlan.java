package io.weir.client.internal.engine;

import io.weir.contract.CampaignValidator;
import io.weir.contract.Layouts;
import io.weir.contract.LearningOptionsCheck;
import io.weir.contract.Problem;
import io.weir.core.feature.FeatureLayout;
import io.weir.core.holdout.HoldoutRule;
import io.weir.core.holdout.TrafficShare;
import io.weir.schemas.Arm;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Holdout;
import java.util.List;

/** A campaign's configuration, checked and ready to decide by. Immutable. */
record CampaignPlan(
    Campaign source,
    long version,
    CampaignStatus status,
    List<String> arms,
    FeatureLayout layout,
    HoldoutRule holdout,
    TrafficShare share) {

  /** The jobs' own, so that no client acts by a configuration that they refuse. */
  private static final CampaignValidator VALIDATOR =
      new CampaignValidator(LearningOptionsCheck.none());

  static CampaignPlan of(Campaign campaign) throws RejectedRecordException {
    List<Problem> problems = VALIDATOR.problems(campaign);
    if (!problems.isEmpty()) {
      throw new RejectedRecordException("campaign refused: " + Problem.describe(problems));
    }
    List<String> arms = campaign.getArms().stream().map(Arm::getArmId).toList();
    Holdout holdout = campaign.getHoldout();
    try {
      return new CampaignPlan(
          campaign,
          campaign.getVersion(),
          campaign.getStatus(),
          arms,
          Layouts.of(campaign),
          HoldoutRule.byName(
              holdout.getSalt(),
              holdout.getRate(),
              arms,
              holdout.getArmProbabilities(),
              holdout.getPerImpression()),
          new TrafficShare(holdout.getSalt(), campaign.getPolicyShare()));
    } catch (IllegalArgumentException e) {
      throw new RejectedRecordException("campaign refused: " + e.getMessage(), e);
    }
  }

  String id() {
    return source.getCampaignId();
  }

  String freeArm() {
    return arms.get(0);
  }
}
