package io.weir.simulator.traffic;

import io.weir.schemas.Arm;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Holdout;
import io.weir.simulator.world.CampaignSpec;
import io.weir.simulator.world.NumericFeature;
import io.weir.simulator.world.SimulatedCampaign;
import java.util.HashMap;
import java.util.Map;

/** Campaign records of a simulated marketplace. */
final class CampaignRecords {

  private CampaignRecords() {}

  /**
   * Makes the record. The holdout gives every arm the same probability. The budget of the period is
   * what the expected traffic needs: the campaign's budget per impression for policy traffic, and
   * what even odds cost for the holdout. The version is the start, so a later run replaces an
   * earlier one.
   */
  static Campaign of(SimulatedCampaign campaign, MarketplaceOptions options) {
    CampaignSpec spec = campaign.world().spec();
    int arms = spec.arms().size();
    Map<String, Double> probabilities = new HashMap<>();
    spec.arms().forEach(arm -> probabilities.put(arm, 1.0 / arms));
    double costPerImpression =
        (1 - options.holdoutRate()) * campaign.budgetPerImpression()
            + options.holdoutRate() * campaign.truth().evenOddsCost();
    double impressions = impressionsPerMilli(spec, options) * options.period().toMillis();
    return Campaign.newBuilder()
        .setCampaignId(spec.campaignId())
        .setVersion(options.startAt().toEpochMilli())
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(spec.arms().stream().map(arm -> new Arm(arm, arm)).toList())
        .setFeatureSet(spec.featureSet())
        .setNumericFeatures(spec.numeric().stream().map(NumericFeature::name).toList())
        .setCategoricalFeatures(
            spec.categorical().stream()
                .map(feature -> new CategoricalFeature(feature.name(), feature.buckets()))
                .toList())
        .setHoldout(
            new Holdout(
                options.holdoutRate(), probabilities, spec.campaignId() + "-holdout", false))
        .setBudget(
            new Budget(
                Math.round(1e6 * costPerImpression * impressions),
                "EUR",
                options.startAt(),
                options.startAt().plus(options.period())))
        .setAttributionWindowMs(spec.attributionWindow().toMillis())
        .setRevenueUnit("EUR")
        .setLearning(options.learning())
        .build();
  }

  /** Arrival rate of a campaign, impressions per millisecond of event time. */
  static double impressionsPerMilli(CampaignSpec spec, MarketplaceOptions options) {
    double total = options.campaigns().stream().mapToDouble(CampaignSpec::trafficShare).sum();
    double perSecond = options.impressionsPerSecond() * spec.trafficShare() / total;
    return perSecond / options.timeCompression() / 1000;
  }
}
