package io.weir.jobs.common;

import io.weir.schemas.Arm;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Holdout;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Whether a campaign's configuration makes sense by itself. */
public final class CampaignValidation {
  private static final double PROBABILITY_TOLERANCE = 1e-6;

  private CampaignValidation() {}

  /** Returns what is wrong with the campaign, or empty if nothing is. */
  public static Optional<String> problem(Campaign campaign) {
    if (campaign.getCampaignId().isEmpty()) {
      return Optional.of("campaignId is empty");
    }
    if (campaign.getAttributionWindowMs() <= 0) {
      return Optional.of("attributionWindowMs must be above zero");
    }
    if (campaign.getBudget().getAmountMicros() < 0) {
      return Optional.of("budget.amountMicros must not be negative");
    }
    if (!campaign.getBudget().getPeriodEnd().isAfter(campaign.getBudget().getPeriodStart())) {
      return Optional.of("budget.periodEnd must be after periodStart");
    }
    for (CategoricalFeature feature : campaign.getCategoricalFeatures()) {
      if (feature.getBuckets() < 1) {
        return Optional.of("buckets of " + feature.getName() + " must be at least 1");
      }
    }
    return armProblem(campaign);
  }

  private static Optional<String> armProblem(Campaign campaign) {
    Set<String> arms = new HashSet<>();
    for (Arm arm : campaign.getArms()) {
      if (arm.getArmId().isEmpty() || !arms.add(arm.getArmId())) {
        return Optional.of("armIds must be unique and not empty: '" + arm.getArmId() + "'");
      }
    }
    if (arms.size() < 2) {
      return Optional.of("a campaign needs two arms or more");
    }
    Holdout holdout = campaign.getHoldout();
    if (!(holdout.getRate() >= 0 && holdout.getRate() <= 1)) {
      return Optional.of("holdout.rate must lie in [0, 1]");
    }
    double sum = 0;
    for (var entry : holdout.getArmProbabilities().entrySet()) {
      if (!arms.contains(entry.getKey())) {
        return Optional.of("armProbabilities names an unknown arm: " + entry.getKey());
      }
      if (!(entry.getValue() >= 0)) {
        return Optional.of("armProbabilities must not be negative: " + entry.getKey());
      }
      sum += entry.getValue();
    }
    return Math.abs(sum - 1) <= PROBABILITY_TOLERANCE
        ? Optional.empty()
        : Optional.of("armProbabilities must sum to 1, sum to " + sum);
  }
}
