package io.weir.jobs.attribution;

import io.weir.jobs.common.DeadLetterReason;
import io.weir.jobs.common.RecordOrDeadLetterSchema;
import io.weir.jobs.common.RejectedMessageException;
import io.weir.schemas.Assignment;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How the three event topics are read. What an event by itself can get wrong is refused here,
 * before its time can move the watermark; what needs its campaign or its impression is refused at
 * its key.
 */
public final class EventSchemas {
  private static final TypeInformation<EventMessage> MESSAGE =
      TypeInformation.of(EventMessage.class);

  private EventSchemas() {}

  /** Returns how impressions are read. */
  public static RecordOrDeadLetterSchema<Impression, EventMessage> impressions(Duration maxFuture) {
    return new RecordOrDeadLetterSchema<>(
        Impression.class,
        MESSAGE,
        (impression, message) -> {
          identified(impression.getCampaignId(), "campaignId");
          for (float feature : impression.getNumericFeatures()) {
            if (!Float.isFinite(feature)) {
              throw new RejectedMessageException(
                  DeadLetterReason.NON_FINITE_FEATURE,
                  "numericFeatures holds NaN or infinity: " + impression.getNumericFeatures());
            }
          }
          return message(
              EventKind.IMPRESSION,
              impression.getImpressionId(),
              impression.getOccurredAt(),
              message,
              maxFuture);
        },
        AttributionJob.NAME);
  }

  /** Returns how treatments are read. */
  public static RecordOrDeadLetterSchema<Treatment, EventMessage> treatments(Duration maxFuture) {
    return new RecordOrDeadLetterSchema<>(
        Treatment.class,
        MESSAGE,
        (treatment, message) -> {
          check(treatment);
          return message(
              EventKind.TREATMENT,
              treatment.getImpressionId(),
              treatment.getAssignedAt(),
              message,
              maxFuture);
        },
        AttributionJob.NAME);
  }

  /** Returns how outcomes are read. */
  public static RecordOrDeadLetterSchema<Outcome, EventMessage> outcomes(Duration maxFuture) {
    return new RecordOrDeadLetterSchema<>(
        Outcome.class,
        MESSAGE,
        (outcome, message) -> {
          check(outcome);
          return message(
              EventKind.OUTCOME,
              outcome.getImpressionId(),
              outcome.getOccurredAt(),
              message,
              maxFuture);
        },
        AttributionJob.NAME);
  }

  /**
   * Checks what a treatment by itself can get wrong, its time apart.
   *
   * @throws RejectedMessageException saying what is wrong
   */
  public static void check(Treatment treatment) throws RejectedMessageException {
    identified(treatment.getImpressionId(), "impressionId");
    identified(treatment.getCampaignId(), "campaignId");
    identified(treatment.getArmId(), "armId");
    checkPropensity(treatment);
  }

  /**
   * Checks what an outcome by itself can get wrong, its time apart.
   *
   * @throws RejectedMessageException saying what is wrong
   */
  public static void check(Outcome outcome) throws RejectedMessageException {
    identified(outcome.getImpressionId(), "impressionId");
    identified(outcome.getCampaignId(), "campaignId");
    identified(outcome.getOutcomeId(), "outcomeId");
    if (!Double.isFinite(outcome.getRevenue())) {
      throw new RejectedMessageException(
          DeadLetterReason.NON_FINITE_REVENUE, "revenue is " + outcome.getRevenue());
    }
    if (outcome.getCostMicros() < 0) {
      throw new RejectedMessageException(
          DeadLetterReason.NEGATIVE_COST, "costMicros is " + outcome.getCostMicros());
    }
  }

  /**
   * Checks an event's time and returns it in milliseconds since the epoch.
   *
   * @throws RejectedMessageException if it is before 1970 or too far ahead of the wall clock
   */
  public static long checkedMillis(Instant at, Duration maxFuture) throws RejectedMessageException {
    long millis = at.toEpochMilli();
    if (millis < 0 || millis - System.currentTimeMillis() > maxFuture.toMillis()) {
      throw new RejectedMessageException(DeadLetterReason.IMPOSSIBLE_TIME, "event time is " + at);
    }
    return millis;
  }

  private static void checkPropensity(Treatment treatment) throws RejectedMessageException {
    Double propensity = treatment.getPropensity();
    boolean absentButNeeded =
        propensity == null && treatment.getAssignment() == Assignment.RANDOMIZED;
    boolean impossible = propensity != null && !(propensity > 0 && propensity <= 1);
    if (absentButNeeded || impossible) {
      throw new RejectedMessageException(
          DeadLetterReason.INVALID_PROPENSITY,
          "propensity of a " + treatment.getAssignment() + " treatment is " + propensity);
    }
  }

  private static EventMessage message(
      EventKind kind,
      String impressionId,
      Instant at,
      ConsumerRecord<byte[], byte[]> message,
      Duration maxFuture)
      throws RejectedMessageException {
    identified(impressionId, "impressionId");
    return new EventMessage(
        impressionId,
        kind,
        checkedMillis(at, maxFuture),
        message.partition(),
        message.offset(),
        message.value());
  }

  private static void identified(String value, String field) throws RejectedMessageException {
    if (value.isEmpty()) {
      throw new RejectedMessageException(DeadLetterReason.EMPTY_IDENTIFIER, field + " is empty");
    }
  }
}
