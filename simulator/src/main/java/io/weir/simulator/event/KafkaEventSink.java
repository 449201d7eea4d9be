package io.weir.simulator.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to Kafka with an idempotent producer, so that a retry never makes a duplicate that
 * was not counted. Records carry the wall clock as their timestamp, not the event's: compressed or
 * past event times would fall under the broker's retention.
 */
public final class KafkaEventSink implements EventSink {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  /** Absence of the broker that a marketplace lives through. */
  private static final int PATIENCE_MILLIS = 900_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<EventStream, String> topics = new HashMap<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /**
   * Connects.
   *
   * @param bootstrapServers broker addresses
   * @param topicPrefix topic prefix
   * @param overrides further producer properties (security and the like); they win
   */
  public KafkaEventSink(
      String bootstrapServers, String topicPrefix, Map<String, String> overrides) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "weir-simulator");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 16);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    properties.putAll(overrides);
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    for (EventStream stream : EventStream.values()) {
      topics.put(stream, stream.topic(topicPrefix));
    }
  }

  @Override
  public void send(EventStream stream, String key, byte[] value) {
    throwFailure();
    producer.send(
        new ProducerRecord<>(topics.get(stream), key.getBytes(StandardCharsets.UTF_8), value),
        (metadata, exception) -> {
          if (exception != null) {
            failure.compareAndSet(null, exception);
          }
        });
  }

  @Override
  public void flush() {
    producer.flush();
    throwFailure();
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }

  private void throwFailure() {
    Exception exception = failure.get();
    if (exception != null) {
      throw new IllegalStateException("an event could not be delivered", exception);
    }
  }
}
