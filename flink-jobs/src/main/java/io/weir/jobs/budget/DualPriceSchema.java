package io.weir.jobs.budget;

import io.weir.contract.EventValidator;
import io.weir.jobs.budget.ledger.BudgetTerms;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.EventChecks;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.jobs.common.kafka.RecordOrDeadLetterSchema;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the dual-prices topic: prices that can be used, or dead letters. A tombstone yields
 * nothing: the campaign's own tombstone ends its budget.
 */
final class DualPriceSchema
    implements KafkaRecordDeserializationSchema<Either<BudgetTerms, DeadLetter>> {
  private static final long serialVersionUID = 1L;

  /** What a price may be ahead of the clock, a wrong time zone included. */
  private static final Duration MAX_FUTURE = Duration.ofDays(1);

  private final RecordOrDeadLetterSchema<DualPrice, BudgetTerms> records =
      new RecordOrDeadLetterSchema<>(
          DualPrice.class,
          TypeInformation.of(BudgetTerms.class),
          DualPriceSchema::accept,
          BudgetJob.NAME);

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    records.open(context);
  }

  @Override
  public void deserialize(
      ConsumerRecord<byte[], byte[]> message, Collector<Either<BudgetTerms, DeadLetter>> out)
      throws IOException {
    if (message.value() != null) {
      records.deserialize(message, out);
    }
  }

  private static BudgetTerms accept(DualPrice price, ConsumerRecord<byte[], byte[]> message)
      throws RejectedMessageException {
    String key = message.key() == null ? null : new String(message.key(), StandardCharsets.UTF_8);
    String problem = EventValidator.priceProblem(price, key);
    if (problem != null) {
      throw new RejectedMessageException(DeadLetterReason.INVALID_DUAL_PRICE, problem);
    }
    // Its time orders prices where versions begin anew, so it may not lie in the future.
    EventChecks.checkedMillis(price.getComputedAt(), message, MAX_FUTURE);
    return BudgetTerms.of(price).from(message.partition(), message.offset());
  }

  @Override
  public TypeInformation<Either<BudgetTerms, DeadLetter>> getProducedType() {
    return records.getProducedType();
  }
}
