package io.weir.jobs.budget;

import io.weir.formats.TopicFormat;
import io.weir.jobs.budget.impression.LedgerEvent;
import io.weir.jobs.common.deadletter.EventChecks;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.jobs.common.kafka.RecordOrDeadLetterSchema;
import io.weir.schemas.Assignment;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How treatments and outcomes are read: by the rules of the attribution job, which writes the dead
 * letters of these topics. What breaks them is counted here and left out.
 */
final class LedgerEventSchemas {
  private static final TypeInformation<LedgerEvent> EVENT = TypeInformation.of(LedgerEvent.class);

  private LedgerEventSchemas() {}

  static RecordOrDeadLetterSchema<Treatment, LedgerEvent> treatments(
      TopicFormat<Treatment> format, Duration maxFuture) {
    return new RecordOrDeadLetterSchema<>(
        format,
        EVENT,
        (treatment, message) -> {
          EventChecks.check(treatment);
          return event(treatment, message, maxFuture);
        },
        BudgetJob.NAME);
  }

  /** Returns what the ledger needs of a treatment that was checked, its clock apart. */
  static LedgerEvent event(
      Treatment treatment, ConsumerRecord<byte[], byte[]> message, Duration maxFuture)
      throws RejectedMessageException {
    Long predicted = treatment.getPredictedCostMicros();
    return LedgerEvent.treatment(
        treatment.getImpressionId(),
        treatment.getCampaignId(),
        EventChecks.checkedMillis(treatment.getAssignedAt(), message, maxFuture),
        message.timestamp(),
        treatment.getArmId(),
        treatment.getAssignment() == Assignment.RANDOMIZED,
        predicted == null || predicted < 0 ? LedgerEvent.NO_PREDICTION : predicted);
  }

  static RecordOrDeadLetterSchema<Outcome, LedgerEvent> outcomes(
      TopicFormat<Outcome> format, Duration maxFuture) {
    return new RecordOrDeadLetterSchema<>(
        format,
        EVENT,
        (outcome, message) -> {
          EventChecks.check(outcome);
          return LedgerEvent.outcome(
              outcome.getImpressionId(),
              outcome.getCampaignId(),
              EventChecks.checkedMillis(outcome.getOccurredAt(), message, maxFuture),
              message.timestamp(),
              outcome.getOutcomeId(),
              outcome.getCostMicros(),
              outcome.getCorrectsOutcomeId(),
              outcome.getCurrency());
        },
        BudgetJob.NAME);
  }
}
