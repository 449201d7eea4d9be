package io.weir.jobs.budget;

import io.weir.contract.CarriedTreatments;
import io.weir.formats.TopicFormat;
import io.weir.jobs.budget.impression.LedgerEvent;
import io.weir.jobs.common.deadletter.EventChecks;
import io.weir.jobs.common.kafka.RecordOrDeadLetterSchema;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Impression;
import io.weir.schemas.Treatment;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads of the impressions the treatments that they carry, as if they had come by themselves. An
 * impression that carries none yields nothing.
 */
final class CarriedTreatmentSchema
    implements KafkaRecordDeserializationSchema<Either<LedgerEvent, DeadLetter>> {
  private static final long serialVersionUID = 1L;

  /** Stands for an impression without a treatment; goes no further than this class. */
  private static final LedgerEvent NOTHING = new LedgerEvent();

  private final RecordOrDeadLetterSchema<Impression, LedgerEvent> records;

  CarriedTreatmentSchema(TopicFormat<Impression> format, Duration maxFuture) {
    records =
        new RecordOrDeadLetterSchema<>(
            format,
            TypeInformation.of(LedgerEvent.class),
            (impression, message) -> {
              Treatment carried = CarriedTreatments.of(impression);
              if (carried == null) {
                return NOTHING;
              }
              EventChecks.check(impression);
              return LedgerEventSchemas.event(carried, message, maxFuture);
            },
            BudgetJob.NAME);
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    records.open(context);
  }

  @Override
  public void deserialize(
      ConsumerRecord<byte[], byte[]> message, Collector<Either<LedgerEvent, DeadLetter>> out)
      throws IOException {
    records.deserialize(message, new Carried(out));
  }

  @Override
  public TypeInformation<Either<LedgerEvent, DeadLetter>> getProducedType() {
    return records.getProducedType();
  }

  private record Carried(Collector<Either<LedgerEvent, DeadLetter>> out)
      implements Collector<Either<LedgerEvent, DeadLetter>> {
    @Override
    @SuppressWarnings("ReferenceEquality") // the one object that stands for nothing
    public void collect(Either<LedgerEvent, DeadLetter> element) {
      if (element.isRight() || element.left() != NOTHING) {
        out.collect(element);
      }
    }

    @Override
    public void close() {
      out.close();
    }
  }
}
