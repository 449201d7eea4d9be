package io.weir.jobs.common.kafka;

import io.weir.formats.RecordJson;
import io.weir.jobs.common.TaskJvm;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON under a UTF-8 key, for readers that know no Avro; see {@link RecordJson}.
 *
 * @param <R> record
 */
public final class JsonSerializer<R extends SpecificRecord>
    implements KafkaRecordSerializationSchema<R> {
  private static final long serialVersionUID = 1L;

  static {
    TaskJvm.prepare();
  }

  private final String topic;
  private final RecordSerializer.KeyOf<R> keyOf;
  private final HashSet<String> without;

  /**
   * Makes a serializer of one topic.
   *
   * @param without names of fields that are left out, at any depth
   */
  public JsonSerializer(String topic, RecordSerializer.KeyOf<R> keyOf, Set<String> without) {
    this.topic = topic;
    this.keyOf = keyOf;
    this.without = new HashSet<>(without);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      R record, KafkaSinkContext context, @Nullable Long timestamp) {
    return new ProducerRecord<>(
        topic,
        keyOf.key(record).getBytes(StandardCharsets.UTF_8),
        RecordJson.encode(record, without));
  }
}
