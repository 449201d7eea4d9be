package io.weir.jobs.common.kafka;

import io.weir.jobs.common.TaskJvm;
import io.weir.schemas.wire.RecordCodec;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes records in single-object encoding under a UTF-8 key. The broker's record timestamp is left
 * out: were it the event's, a replay of old events would fall under the topic's retention at once.
 *
 * @param <R> record
 */
public final class RecordSerializer<R extends SpecificRecord>
    implements KafkaRecordSerializationSchema<R> {
  private static final long serialVersionUID = 1L;

  static {
    TaskJvm.prepare();
  }

  /**
   * Reads a record's key.
   *
   * @param <R> record
   */
  @FunctionalInterface
  public interface KeyOf<R> extends Serializable {
    /** Returns the key. */
    String key(R record);
  }

  private final Class<R> type;
  private final String topic;
  private final KeyOf<R> keyOf;
  private transient @Nullable RecordCodec<R> codec;

  /** Makes a serializer of one topic. */
  public RecordSerializer(Class<R> type, String topic, KeyOf<R> keyOf) {
    this.type = type;
    this.topic = topic;
    this.keyOf = keyOf;
  }

  @Override
  public void open(
      SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
    codec = new RecordCodec<>(type);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      R record, KafkaSinkContext context, @Nullable Long timestamp) {
    if (codec == null) {
      codec = new RecordCodec<>(type);
    }
    return new ProducerRecord<>(
        topic, keyOf.key(record).getBytes(StandardCharsets.UTF_8), codec.encode(record));
  }
}
