package io.weir.jobs.common;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a source makes of one message. */
public final class Read {
  private Read() {}

  /** Returns the elements of a message. */
  public static <T> List<T> with(
      KafkaRecordDeserializationSchema<T> schema, ConsumerRecord<byte[], byte[]> message) {
    List<T> out = new ArrayList<>();
    try {
      schema.deserialize(message, new ListCollector<>(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out;
  }
}
