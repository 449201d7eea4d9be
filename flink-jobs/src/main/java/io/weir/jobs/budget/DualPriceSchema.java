package io.weir.jobs.budget;

import io.weir.jobs.budget.ledger.BudgetTerms;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.jobs.common.kafka.RecordOrDeadLetterSchema;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    boolean keyed =
        message.key() != null
            && new String(message.key(), StandardCharsets.UTF_8).equals(price.getCampaignId());
    if (!keyed || !(price.getDualPrice() >= 0)) {
      throw new RejectedMessageException(
          DeadLetterReason.INVALID_DUAL_PRICE,
          keyed ? "dualPrice is " + price.getDualPrice() : "the key is not the campaignId");
    }
    return BudgetTerms.of(price).from(message.partition(), message.offset());
  }

  @Override
  public TypeInformation<Either<BudgetTerms, DeadLetter>> getProducedType() {
    return records.getProducedType();
  }
}
