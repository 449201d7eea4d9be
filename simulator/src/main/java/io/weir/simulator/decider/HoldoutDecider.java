package io.weir.simulator.decider;

import io.weir.core.holdout.HoldoutRule;
import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.Impression;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides by the holdout rule alone: outside the holdout it gives the free arm as a fallback and
 * never has a model, so the old policy stays in charge. For logs without a learner, and for tests.
 */
public final class HoldoutDecider implements Decider {

  private record Rule(HoldoutRule holdout, List<String> arms) {}

  private final Map<String, Rule> rules = new ConcurrentHashMap<>();

  @Override
  public void awaitCampaigns(List<Campaign> campaigns) {
    for (Campaign campaign : campaigns) {
      List<String> arms = campaign.getArms().stream().map(Arm::getArmId).toList();
      HoldoutRule rule =
          HoldoutRule.byName(
              campaign.getHoldout().getSalt(),
              campaign.getHoldout().getRate(),
              arms,
              campaign.getHoldout().getArmProbabilities(),
              campaign.getHoldout().getPerImpression());
      rules.put(campaign.getCampaignId(), new Rule(rule, arms));
    }
  }

  @Override
  public Choice decide(Impression impression) {
    Rule rule = rules.get(impression.getCampaignId());
    if (rule == null) {
      throw new IllegalArgumentException("unknown campaign " + impression.getCampaignId());
    }
    int arm = rule.holdout().arm(impression.getUnitId(), impression.getImpressionId());
    return arm == HoldoutRule.NOT_IN_HOLDOUT
        ? new Choice(rule.arms().get(0), Assignment.OVERRIDE, null, null, null)
        : new Choice(
            rule.arms().get(arm),
            Assignment.RANDOMIZED,
            rule.holdout().probability(arm),
            null,
            null);
  }

  @Override
  public void close() {}
}
