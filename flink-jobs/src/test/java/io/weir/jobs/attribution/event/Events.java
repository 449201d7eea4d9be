package io.weir.jobs.attribution.event;

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
import io.weir.schemas.wire.RecordCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Records that tests send. Times are milliseconds since the epoch. */
public final class Events {
  public static final String CAMPAIGN = "spring";
  public static final long WINDOW_MILLIS = 10_000;

  private Events() {}

  public static Campaign campaign(String campaignId, long version) {
    return Campaign.newBuilder()
        .setCampaignId(campaignId)
        .setVersion(version)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(List.of(new Arm("none", "none"), new Arm("ten", "ten percent off")))
        .setFeatureSet("f1")
        .setNumericFeatures(List.of("age", "recency"))
        .setCategoricalFeatures(List.of(new CategoricalFeature("city", 16)))
        .setHoldout(new Holdout(0.1, Map.of("none", 0.5, "ten", 0.5), "salt", false))
        .setBudget(
            new Budget(1_000_000L, "EUR", Instant.ofEpochMilli(0), Instant.ofEpochMilli(1L << 38)))
        .setAttributionWindowMs(WINDOW_MILLIS)
        .build();
  }

  public static Impression impression(String id, long occurredAtMillis) {
    return Impression.newBuilder()
        .setImpressionId(id)
        .setCampaignId(CAMPAIGN)
        .setUnitId("unit-" + id)
        .setOccurredAt(Instant.ofEpochMilli(occurredAtMillis))
        .setFeatureSet("f1")
        .setNumericFeatures(List.of(31f, 0.25f))
        .setCategoricalFeatures(List.of("berlin"))
        .build();
  }

  public static Treatment treatment(String id, long assignedAtMillis, String armId) {
    return Treatment.newBuilder()
        .setImpressionId(id)
        .setCampaignId(CAMPAIGN)
        .setUnitId("unit-" + id)
        .setAssignedAt(Instant.ofEpochMilli(assignedAtMillis))
        .setArmId(armId)
        .setAssignment(Assignment.RANDOMIZED)
        .setPropensity(0.5)
        .build();
  }

  public static Outcome outcome(
      String outcomeId, String id, long occurredAtMillis, double revenue, long costMicros) {
    return Outcome.newBuilder()
        .setOutcomeId(outcomeId)
        .setImpressionId(id)
        .setCampaignId(CAMPAIGN)
        .setOccurredAt(Instant.ofEpochMilli(occurredAtMillis))
        .setRevenue(revenue)
        .setCostMicros(costMicros)
        .build();
  }

  @SuppressWarnings("unchecked")
  public static <R extends SpecificRecord> byte[] bytes(R record) {
    return new RecordCodec<>((Class<R>) record.getClass()).encode(record);
  }
}
