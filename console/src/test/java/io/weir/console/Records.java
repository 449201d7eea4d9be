package io.weir.console;

import io.weir.schemas.ActivationFunction;
import io.weir.schemas.Arm;
import io.weir.schemas.Budget;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.GateDecision;
import io.weir.schemas.Holdout;
import io.weir.schemas.LadderStep;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import io.weir.schemas.PacingState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records as the jobs and the owners of campaigns write them. */
public final class Records {
  public static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  public static final Instant END = START.plus(Duration.ofDays(1));
  public static final long BUDGET_MICROS = 80_000_000_000L;

  private Records() {}

  public static Campaign campaign(String id, long version) {
    return Campaign.newBuilder()
        .setCampaignId(id)
        .setVersion(version)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(List.of(arm("none", "No offer"), arm("low", "5 %"), arm("high", "15 %")))
        .setFeatureSet("v1")
        .setNumericFeatures(List.of("recency", "spend"))
        .setCategoricalFeatures(List.of())
        .setHoldout(
            Holdout.newBuilder()
                .setRate(0.1)
                .setArmProbabilities(Map.of("none", 0.4, "low", 0.3, "high", 0.3))
                .setSalt("salt")
                .build())
        .setBudget(
            Budget.newBuilder()
                .setAmountMicros(BUDGET_MICROS)
                .setCurrency("EUR")
                .setPeriodStart(START)
                .setPeriodEnd(END)
                .build())
        .setAttributionWindowMs(3_600_000)
        .setRevenueUnit("EUR")
        .build();
  }

  private static Arm arm(String id, String name) {
    return Arm.newBuilder().setArmId(id).setName(name).build();
  }

  public static BudgetStatus status(
      String id, double dayShare, long spentMicros, long projectedMicros, PacingState state) {
    return BudgetStatus.newBuilder()
        .setCampaignId(id)
        .setModelVersion(3)
        .setPeriodStart(START)
        .setPeriodEnd(END)
        .setBudgetMicros(BUDGET_MICROS)
        .setSpentMicros(spentMicros)
        .setCommittedMicros(spentMicros / 20)
        .setProjectedMicros(projectedMicros)
        .setPacedDualPrice(state == PacingState.EXHAUSTED ? Double.POSITIVE_INFINITY : 1.75)
        .setState(state)
        .setArms(
            List.of(
                new io.weir.schemas.ArmSpend("none", 40_000L, 0L, 0L),
                new io.weir.schemas.ArmSpend("low", 30_000L, spentMicros / 4, 0L),
                new io.weir.schemas.ArmSpend(
                    "high", 20_000L, spentMicros - spentMicros / 4, 5_000_000L)))
        .setAsOf(START.plusMillis((long) (dayShare * Duration.ofDays(1).toMillis())))
        .build();
  }

  /** A price with the given gain over chance and over the old policy at equal cost. */
  public static DualPrice priceWithGains(
      String id, long version, double gain, double halfWidth, double policyValue) {
    DualPrice price = price(id, version, "ACCEPTED");
    Map<String, Double> diagnostics = new java.util.TreeMap<>(price.getDiagnostics());
    for (String name :
        List.of("equalCostGainOverRandom", "equalCostGainOverOldPolicy", "incrementalValue")) {
      diagnostics.put(name, gain);
      diagnostics.put(name + "Lower", gain - halfWidth);
      diagnostics.put(name + "Upper", gain + halfWidth);
    }
    diagnostics.put("returnOnSpend", 1.8);
    diagnostics.put("returnOnSpendLower", 1.2);
    diagnostics.put("returnOnSpendUpper", 2.4);
    diagnostics.put("servedPolicyValueSamples", 250_000.0);
    return DualPrice.newBuilder(price)
        .setPolicyValue(policyValue)
        .setPolicyValueLower(policyValue - 0.03)
        .setPolicyValueUpper(policyValue + 0.03)
        .setDiagnostics(diagnostics)
        .build();
  }

  public static DualPrice price(String id, long version, String gateReason) {
    List<LadderStep> ladder = new ArrayList<>();
    for (double factor : new double[] {0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3}) {
      double revenue = 0.4 + 0.3 * Math.log1p(2 * factor);
      ladder.add(
          LadderStep.newBuilder()
              .setBudgetPerImpressionMicros((long) (factor * 200_000))
              .setDualPrice(3 / (1 + 2 * factor))
              .setExpectedCostMicros(factor * 200_000)
              .setExpectedRevenue(revenue)
              .setRevenueLower(revenue - 0.04)
              .setRevenueUpper(revenue + 0.04)
              .build());
    }
    double value = 0.7 + 0.01 * version;
    return DualPrice.newBuilder()
        .setCampaignId(id)
        .setModelVersion(3)
        .setPriceVersion(version)
        .setComputedAt(Instant.now())
        .setWindowStart(START)
        .setWindowEnd(START.plus(Duration.ofMinutes(30 * version)))
        .setDualPrice(1.6 + 0.05 * Math.sin((double) version))
        .setBudgetPerImpressionMicros(200_000)
        .setLadder(ladder)
        .setPolicyValue(value)
        .setPolicyValueLower(value - 0.03)
        .setPolicyValueUpper(value + 0.03)
        .setGate(
            GateDecision.newBuilder()
                .setPublished(gateReason.equals("ACCEPTED"))
                .setReason(gateReason)
                .build())
        .setDiagnostics(
            Map.of(
                "randomValue", 0.55,
                "randomValueLower", 0.53,
                "randomValueUpper", 0.57,
                "oldPolicyValue", 0.6,
                "oldPolicyValueLower", 0.59,
                "oldPolicyValueUpper", 0.61,
                "cgIterations", 9.0))
        .build();
  }

  public static Model model(String id, long version) {
    return Model.newBuilder()
        .setCampaignId(id)
        .setModelVersion(version)
        .setTrainedThrough(START)
        .setCreatedAt(Instant.now())
        .setFeatureSet("v1")
        .setArms(List.of("none", "low", "high"))
        .setMembers(
            List.of(
                ModelMember.newBuilder()
                    .setLayerSizes(List.of(2, 6))
                    .setActivation(ActivationFunction.RELU)
                    .setWeights(ByteBuffer.allocate(18 * Float.BYTES))
                    .build()))
        .setNumericMean(List.of(0f, 0f))
        .setNumericScale(List.of(1f, 1f))
        .setRevenueScale(1)
        .setCostScale(1)
        .setChecksum(0)
        .setProvenance(Map.of("samplesRandomized", "4000", "codeVersion", "0.1.0"))
        .build();
  }

  public static DeadLetter letter(long offset, String reason, String detail) {
    return DeadLetter.newBuilder()
        .setSourceTopic("weir.outcomes")
        .setSourcePartition(0)
        .setSourceOffset(offset)
        .setPayload(ByteBuffer.allocate(3))
        .setReason(reason)
        .setDetail(detail)
        .setSeenAt(Instant.now())
        .setJob("attribution")
        .build();
  }
}
