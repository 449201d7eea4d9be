package io.weir.simulator.hostile;

import io.weir.schemas.ActivationFunction;
import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.DualPrice;
import io.weir.schemas.GateDecision;
import io.weir.schemas.Holdout;
import io.weir.schemas.Impression;
import io.weir.schemas.LadderStep;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import io.weir.schemas.Outcome;
import io.weir.schemas.PacingState;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import io.weir.simulator.world.CampaignSpec;
import io.weir.simulator.world.NumericFeature;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sound records of each topic, in the layout of one of the bundled marketplace's campaigns. */
final class Baselines {
  private static final double PRICE = 1;

  private final CampaignSpec layout;
  private final Instant startedAt;

  /**
   * Makes records.
   *
   * @param layout whose features and arms they have
   * @param startedAt before which no period begins
   */
  Baselines(CampaignSpec layout, Instant startedAt) {
    this.layout = layout;
    this.startedAt = startedAt;
  }

  Impression impression(String id, String campaignId, Instant at) {
    return Impression.newBuilder()
        .setImpressionId(id)
        .setCampaignId(campaignId)
        .setUnitId(id)
        .setOccurredAt(at)
        .setFeatureSet(layout.featureSet())
        .setNumericFeatures(layout.numeric().stream().map(feature -> 1f).toList())
        .setCategoricalFeatures(layout.categorical().stream().map(feature -> "any").toList())
        .build();
  }

  Treatment treatment(String id, String campaignId, Instant at) {
    return Treatment.newBuilder()
        .setImpressionId(id)
        .setCampaignId(campaignId)
        .setUnitId(id)
        .setAssignedAt(at)
        .setArmId(layout.arms().get(1))
        .setAssignment(Assignment.RANDOMIZED)
        .setPropensity(1.0 / layout.arms().size())
        .build();
  }

  Outcome outcome(String id, String campaignId, Instant at, long costMicros) {
    return Outcome.newBuilder()
        .setOutcomeId(id + "-o")
        .setImpressionId(id)
        .setCampaignId(campaignId)
        .setOccurredAt(at)
        .setRevenue(1)
        .setCostMicros(costMicros)
        .build();
  }

  Campaign campaign(String campaignId, Instant at) {
    Map<String, Double> even = new HashMap<>();
    layout.arms().forEach(arm -> even.put(arm, 1.0 / layout.arms().size()));
    return Campaign.newBuilder()
        .setCampaignId(campaignId)
        .setVersion(at.toEpochMilli())
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(layout.arms().stream().map(arm -> new Arm(arm, arm)).toList())
        .setFeatureSet(layout.featureSet())
        .setNumericFeatures(layout.numeric().stream().map(NumericFeature::name).toList())
        .setCategoricalFeatures(
            layout.categorical().stream()
                .map(feature -> new CategoricalFeature(feature.name(), feature.buckets()))
                .toList())
        .setHoldout(new Holdout(0.5, even, campaignId + "-holdout", false))
        .setBudget(
            new Budget(
                1_000_000_000L,
                "EUR",
                startedAt.minus(Duration.ofHours(1)),
                startedAt.plus(Duration.ofDays(1))))
        .setAttributionWindowMs(layout.attributionWindow().toMillis())
        .setLearning(Map.of())
        .build();
  }

  Sample sample(String id, String campaignId, Instant at) {
    Instant occurredAt = at.minus(layout.attributionWindow());
    return Sample.newBuilder()
        .setImpressionId(id)
        .setCampaignId(campaignId)
        .setUnitId(id)
        .setOccurredAt(occurredAt)
        .setClosedAt(at)
        .setFeatureSet(layout.featureSet())
        .setNumericFeatures(layout.numeric().stream().map(feature -> 1f).toList())
        .setCategoricalFeatures(layout.categorical().stream().map(feature -> "any").toList())
        .setArmId(layout.arms().get(1))
        .setAssignment(Assignment.RANDOMIZED)
        .setPropensity(1.0 / layout.arms().size())
        .setRevenue(1)
        .setCostMicros(1_000_000L)
        .setOutcomes(1)
        .setAssignedAt(occurredAt)
        .build();
  }

  DualPrice price(String campaignId, Instant at) {
    return DualPrice.newBuilder()
        .setCampaignId(campaignId)
        .setModelVersion(1)
        .setPriceVersion(1)
        .setComputedAt(at)
        .setWindowStart(at.minus(Duration.ofHours(1)))
        .setWindowEnd(at)
        .setDualPrice(PRICE)
        .setBudgetPerImpressionMicros(1_000_000L)
        .setLadder(
            List.of(
                new LadderStep(500_000L, 2 * PRICE, 500_000d, 1.5, 1d, 2d),
                new LadderStep(1_000_000L, PRICE, 1_000_000d, 2.5, 2d, 3d)))
        .setPolicyValue(1)
        .setPolicyValueLower(0.5)
        .setPolicyValueUpper(1.5)
        .setGate(new GateDecision(true, "hostile"))
        .setDiagnostics(Map.of())
        .build();
  }

  BudgetStatus status(String campaignId, Instant at) {
    return BudgetStatus.newBuilder()
        .setCampaignId(campaignId)
        .setModelVersion(1)
        .setPeriodStart(startedAt)
        .setPeriodEnd(startedAt.plus(Duration.ofDays(1)))
        .setBudgetMicros(1_000_000_000L)
        .setSpentMicros(1)
        .setCommittedMicros(1)
        .setProjectedMicros(1)
        .setPacedDualPrice(PRICE)
        .setState(PacingState.ON_TRACK)
        .setAsOf(at)
        .build();
  }

  Model model(String campaignId, Instant at) {
    int inputs = layout.numeric().size();
    int outputs = 2 * layout.arms().size();
    return Model.newBuilder()
        .setCampaignId(campaignId)
        .setModelVersion(1)
        .setTrainedThrough(at)
        .setCreatedAt(at)
        .setFeatureSet(layout.featureSet())
        .setArms(layout.arms())
        .setMembers(
            List.of(
                new ModelMember(
                    List.of(inputs, outputs),
                    ActivationFunction.RELU,
                    ByteBuffer.allocate(4 * (inputs + 1) * outputs))))
        .setNumericMean(layout.numeric().stream().map(feature -> 0f).toList())
        .setNumericScale(layout.numeric().stream().map(feature -> 1f).toList())
        .setRevenueScale(1)
        .setCostScale(1)
        .setChecksum(0)
        .setProvenance(Map.of())
        .setCategoricalFeatures(List.of())
        .setNumericFeatures(layout.numeric().stream().map(NumericFeature::name).toList())
        .build();
  }
}
