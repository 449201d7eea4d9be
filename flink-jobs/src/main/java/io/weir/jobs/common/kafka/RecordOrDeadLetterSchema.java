package io.weir.jobs.common.kafka;

import io.weir.formats.EventDecoder;
import io.weir.formats.TopicFormat;
import io.weir.formats.UnmappedEventException;
import io.weir.jobs.common.TaskJvm;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.DeadLetters;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.IOException;
import java.io.Serializable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic so that every message yields exactly one element: left, what the job works on;
 * right, a dead letter with the message's topic, partition and offset. No message stops the job.
 *
 * @param <R> record on the wire
 * @param <T> what the job works on
 */
public final class RecordOrDeadLetterSchema<R extends SpecificRecord, T>
    implements KafkaRecordDeserializationSchema<Either<T, DeadLetter>> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(RecordOrDeadLetterSchema.class);

  static {
    TaskJvm.prepare();
  }

  /**
   * Turns a decoded record into what the job works on.
   *
   * @param <R> record on the wire
   * @param <T> what the job works on
   */
  @FunctionalInterface
  public interface Acceptance<R, T> extends Serializable {
    /**
     * Accepts or rejects a record.
     *
     * @param record decoded
     * @param message where it came from, with its bytes in single-object encoding
     * @throws RejectedMessageException if it cannot be used
     */
    T accept(R record, ConsumerRecord<byte[], byte[]> message) throws RejectedMessageException;
  }

  private final TopicFormat<R> format;
  private final TypeInformation<T> elementType;
  private final Acceptance<R, T> acceptance;
  private final DeadLetters deadLetters;
  private transient @Nullable EventDecoder<R> decoder;
  private transient @Nullable RecordCodec<R> codec;

  /**
   * Makes the schema of a topic in single-object encoding.
   *
   * @param recordType record on the wire
   * @param elementType what the job works on
   * @param acceptance turns one into the other
   * @param job name of the job, for its dead letters
   */
  public RecordOrDeadLetterSchema(
      Class<R> recordType,
      TypeInformation<T> elementType,
      Acceptance<R, T> acceptance,
      String job) {
    this(TopicFormat.singleObject(recordType), elementType, acceptance, job);
  }

  /**
   * Makes the schema.
   *
   * @param format how the topic's messages become records
   * @param elementType what the job works on
   * @param acceptance turns one into the other
   * @param job name of the job, for its dead letters
   */
  public RecordOrDeadLetterSchema(
      TopicFormat<R> format,
      TypeInformation<T> elementType,
      Acceptance<R, T> acceptance,
      String job) {
    this.format = format;
    this.elementType = elementType;
    this.acceptance = acceptance;
    this.deadLetters = new DeadLetters(job);
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    decoder = format.open();
  }

  @Override
  public void deserialize(
      ConsumerRecord<byte[], byte[]> message, Collector<Either<T, DeadLetter>> out)
      throws IOException {
    out.collect(read(message));
  }

  /** What keeps a message from being read at all, such as a silent registry, is no dead letter. */
  private Either<T, DeadLetter> read(ConsumerRecord<byte[], byte[]> message) throws IOException {
    if (decoder == null) {
      decoder = format.open();
    }
    if (message.value() == null) {
      return reject(message, DeadLetterReason.TOMBSTONE, "null value");
    }
    try {
      R record = decoder.decode(message.value());
      return Either.Left(acceptance.accept(record, singleObject(message, record)));
    } catch (UnmappedEventException e) {
      return reject(message, DeadLetterReason.of(e.reason()), e.detail());
    } catch (WireFormatException e) {
      return reject(message, DeadLetterReason.of(e.reason()), String.valueOf(e.getMessage()));
    } catch (RejectedMessageException e) {
      return reject(message, e.reason(), e.detail());
    } catch (RuntimeException e) {
      // One message that the job's own code fails on must not stop it; a restart would meet it
      // again.
      LOG.error("failed on {}/{}/{}", message.topic(), message.partition(), message.offset(), e);
      return reject(message, DeadLetterReason.INTERNAL_ERROR, DeadLetters.describe(e));
    }
  }

  /** Returns the message in this project's own encoding, in which keys keep it. */
  private ConsumerRecord<byte[], byte[]> singleObject(
      ConsumerRecord<byte[], byte[]> message, R record) {
    if (format.isSingleObject()) {
      return message;
    }
    if (codec == null) {
      codec = new RecordCodec<>(format.type());
    }
    byte[] value = codec.encode(record);
    return new ConsumerRecord<>(
        message.topic(),
        message.partition(),
        message.offset(),
        message.timestamp(),
        message.timestampType(),
        message.serializedKeySize(),
        value.length,
        message.key(),
        value,
        message.headers(),
        message.leaderEpoch());
  }

  private Either<T, DeadLetter> reject(
      ConsumerRecord<byte[], byte[]> message, DeadLetterReason reason, String detail) {
    return Either.Right(
        deadLetters.build(
            message.topic(),
            message.partition(),
            message.offset(),
            message.value(),
            reason,
            detail));
  }

  @Override
  public TypeInformation<Either<T, DeadLetter>> getProducedType() {
    return new EitherTypeInfo<>(elementType, new AvroTypeInfo<>(DeadLetter.class));
  }
}
