package io.weir.jobs.attribution.event;

import io.weir.formats.TopicFormat;
import io.weir.jobs.common.deadletter.EventChecks;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.jobs.common.kafka.RecordOrDeadLetterSchema;
import io.weir.schemas.CarriedTreatment;
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

  /**
   * Returns how impressions are read.
   *
   * @param format how they are written
   * @param job name of the job, for its dead letters
   * @param maxFuture how far ahead of its arrival an event may lie
   */
  public static RecordOrDeadLetterSchema<Impression, EventMessage> impressions(
      TopicFormat<Impression> format, String job, Duration maxFuture) {
    return new RecordOrDeadLetterSchema<>(
        format,
        MESSAGE,
        (impression, message) -> {
          EventChecks.checkSize(message);
          EventChecks.check(impression);
          CarriedTreatment carried = impression.getTreatment();
          if (carried != null) {
            EventChecks.checkedMillis(carried.getAssignedAt(), message, maxFuture);
          }
          return message(
              EventKind.IMPRESSION,
              impression.getImpressionId(),
              impression.getOccurredAt(),
              message,
              maxFuture);
        },
        job);
  }

  /**
   * Returns how treatments are read.
   *
   * @param format how they are written
   * @param job name of the job, for its dead letters
   * @param maxFuture how far ahead of its arrival an event may lie
   */
  public static RecordOrDeadLetterSchema<Treatment, EventMessage> treatments(
      TopicFormat<Treatment> format, String job, Duration maxFuture) {
    return new RecordOrDeadLetterSchema<>(
        format,
        MESSAGE,
        (treatment, message) -> {
          EventChecks.checkSize(message);
          EventChecks.check(treatment);
          return message(
              EventKind.TREATMENT,
              treatment.getImpressionId(),
              treatment.getAssignedAt(),
              message,
              maxFuture);
        },
        job);
  }

  /**
   * Returns how outcomes are read.
   *
   * @param format how they are written
   * @param job name of the job, for its dead letters
   * @param maxFuture how far ahead of its arrival an event may lie
   */
  public static RecordOrDeadLetterSchema<Outcome, EventMessage> outcomes(
      TopicFormat<Outcome> format, String job, Duration maxFuture) {
    return new RecordOrDeadLetterSchema<>(
        format,
        MESSAGE,
        (outcome, message) -> {
          EventChecks.checkSize(message);
          EventChecks.check(outcome);
          return message(
              EventKind.OUTCOME,
              outcome.getImpressionId(),
              outcome.getOccurredAt(),
              message,
              maxFuture);
        },
        job);
  }

  private static EventMessage message(
      EventKind kind,
      String impressionId,
      Instant at,
      ConsumerRecord<byte[], byte[]> message,
      Duration maxFuture)
      throws RejectedMessageException {
    return new EventMessage(
        impressionId,
        kind,
        EventChecks.checkedMillis(at, message, maxFuture),
        message.partition(),
        message.offset(),
        message.value());
  }
}
