package io.weir.jobs.budget;

import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.DualPrice;
import io.weir.schemas.GateDecision;
import io.weir.schemas.Holdout;
import io.weir.schemas.LadderStep;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Records that tests of the budget job send. Times are milliseconds since the epoch. */
public final class Money {
  static final String CAMPAIGN = "spring";
  static final long WINDOW_MILLIS = 600_000;
  static final long START = 1_700_000_000_000L / 60_000 * 60_000;
  static final long END = START + 86_400_000;
  static final long BUDGET = 1_000_000_000;

  private Money() {}

  static Campaign campaign(long version) {
    return campaign(version, BUDGET, START, END);
  }

  static Campaign campaign(long version, long budgetMicros, long start, long end) {
    return campaign(CAMPAIGN, version, budgetMicros, start, end);
  }

  static Campaign campaign(String id, long version, long budgetMicros, long start, long end) {
    return Campaign.newBuilder()
        .setCampaignId(id)
        .setVersion(version)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(List.of(new Arm("none", "none"), new Arm("ten", "ten percent off")))
        .setFeatureSet("f1")
        .setNumericFeatures(List.of("age"))
        .setCategoricalFeatures(List.of(new CategoricalFeature("city", 16)))
        .setHoldout(new Holdout(0.1, Map.of("none", 0.5, "ten", 0.5), "salt", false))
        .setBudget(
            new Budget(budgetMicros, "EUR", Instant.ofEpochMilli(start), Instant.ofEpochMilli(end)))
        .setAttributionWindowMs(WINDOW_MILLIS)
        .build();
  }

  /** Prices that fall from 4 to 1 as the budget per impression rises from .5 to 2. */
  static DualPrice price(String campaignId, long modelVersion, long priceVersion) {
    Instant at = Instant.ofEpochMilli(START);
    return new DualPrice(
        campaignId,
        modelVersion,
        priceVersion,
        at,
        at,
        at,
        2.0,
        1_000_000L,
        List.of(step(500_000, 4), step(1_000_000, 2), step(2_000_000, 1)),
        0.0,
        0.0,
        0.0,
        new GateDecision(true, "ACCEPTED"),
        Map.of());
  }

  private static LadderStep step(long budgetMicros, double price) {
    return new LadderStep(budgetMicros, price, (double) budgetMicros, 1.0, 0.9, 1.1);
  }

  static Treatment treatment(String id, long assignedAtMillis, @Nullable Long predictedMicros) {
    return treatment(CAMPAIGN, id, assignedAtMillis, Assignment.POLICY, predictedMicros);
  }

  static Treatment treatment(
      String campaignId,
      String id,
      long assignedAtMillis,
      Assignment assignment,
      @Nullable Long predictedMicros) {
    return new Treatment(
        id,
        campaignId,
        "unit-" + id,
        Instant.ofEpochMilli(assignedAtMillis),
        "ten",
        assignment,
        assignment == Assignment.RANDOMIZED ? 0.5 : null,
        1L,
        2.0,
        predictedMicros,
        null);
  }

  static Outcome outcome(String outcomeId, String id, long occurredAtMillis, long costMicros) {
    return outcome(CAMPAIGN, outcomeId, id, occurredAtMillis, costMicros);
  }

  static Outcome outcome(
      String campaignId, String outcomeId, String id, long occurredAtMillis, long costMicros) {
    return new Outcome(
        outcomeId,
        id,
        campaignId,
        Instant.ofEpochMilli(occurredAtMillis),
        1.0,
        costMicros,
        null,
        null);
  }

  static Outcome correction(
      String outcomeId, String corrected, String id, long occurredAtMillis, long costMicros) {
    Outcome outcome = outcome(outcomeId, id, occurredAtMillis, costMicros);
    outcome.setCorrectsOutcomeId(corrected);
    return outcome;
  }

  @SuppressWarnings("unchecked")
  static <R extends SpecificRecord> byte[] bytes(R record) {
    return new RecordCodec<>((Class<R>) record.getClass()).encode(record);
  }
}
