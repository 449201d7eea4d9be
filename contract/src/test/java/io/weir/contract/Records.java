package io.weir.contract;

import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Holdout;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Valid records, each made anew, for tests to spoil. */
final class Records {
  static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  private Records() {}

  static Campaign campaign() {
    return Campaign.newBuilder()
        .setCampaignId("spring")
        .setVersion(1)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(new ArrayList<>(List.of(new Arm("none", "none"), new Arm("ten", "ten percent"))))
        .setFeatureSet("f1")
        .setNumericFeatures(new ArrayList<>(List.of("age", "recency")))
        .setCategoricalFeatures(new ArrayList<>(List.of(new CategoricalFeature("city", 16))))
        .setHoldout(new Holdout(0.1, new HashMap<>(Map.of("none", 0.5, "ten", 0.5)), "salt", false))
        .setBudget(new Budget(1_000_000L, "EUR", AT, AT.plusSeconds(86_400)))
        .setAttributionWindowMs(3_600_000)
        .setLearning(new HashMap<>())
        .build();
  }

  static Impression impression() {
    return Impression.newBuilder()
        .setImpressionId("i1")
        .setCampaignId("spring")
        .setUnitId("u1")
        .setOccurredAt(AT)
        .setFeatureSet("f1")
        .setNumericFeatures(new ArrayList<>(List.of(31f, 0.25f)))
        .setCategoricalFeatures(new ArrayList<>(List.of("berlin")))
        .build();
  }

  static Treatment treatment() {
    return Treatment.newBuilder()
        .setImpressionId("i1")
        .setCampaignId("spring")
        .setUnitId("u1")
        .setAssignedAt(AT)
        .setArmId("ten")
        .setAssignment(Assignment.RANDOMIZED)
        .setPropensity(0.5)
        .build();
  }

  static Outcome outcome() {
    return Outcome.newBuilder()
        .setOutcomeId("o1")
        .setImpressionId("i1")
        .setCampaignId("spring")
        .setOccurredAt(AT)
        .setRevenue(30)
        .setCostMicros(5_000_000)
        .build();
  }
}
