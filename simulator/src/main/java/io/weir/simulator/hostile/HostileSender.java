package io.weir.simulator.hostile;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends hostile messages, and notes of each where it stands: a line {@code
 * topic,partition,offset,kind}, with partition and offset -1 where the broker refused it. Waits
 * through an absence of the broker.
 */
final class HostileSender implements AutoCloseable {
  private static final String PATIENCE_MILLIS = "900000";
  private static final int LARGEST_REQUEST_BYTES = 32 << 20;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topicPrefix;
  private final BufferedWriter ledger;
  private final AtomicLong refused = new AtomicLong();
  private volatile @Nullable IOException failure;

  /**
   * Connects.
   *
   * @param clientProperties where the broker is
   * @param ledger file of the notes, added to
   * @throws IOException if the file cannot be written
   */
  HostileSender(Map<String, String> clientProperties, String topicPrefix, Path ledger)
      throws IOException {
    Map<String, Object> properties = new HashMap<>(clientProperties);
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "weir-hostile");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    // Whether a message is too long is for the broker to say.
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST_BYTES);
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.topicPrefix = topicPrefix;
    this.ledger =
        Files.newBufferedWriter(
            ledger, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Sends a message.
   *
   * @throws UncheckedIOException if an earlier one could not be noted
   */
  void send(HostileMessage message) {
    IOException thrown = failure;
    if (thrown != null) {
      throw new UncheckedIOException("the ledger cannot be written", thrown);
    }
    String topic = topicPrefix + message.topic().suffix();
    producer.send(
        new ProducerRecord<>(
            topic, message.key().getBytes(StandardCharsets.UTF_8), message.value()),
        (metadata, exception) -> note(topic, message.kind(), exception == null ? metadata : null));
  }

  private void note(String topic, String kind, @Nullable RecordMetadata delivered) {
    int partition = delivered == null ? -1 : delivered.partition();
    long offset = delivered == null ? -1 : delivered.offset();
    if (delivered == null) {
      refused.incrementAndGet();
    }
    try {
      ledger.write(topic + ',' + partition + ',' + offset + ',' + kind + '\n');
    } catch (IOException e) {
      failure = e;
    }
  }

  /** How many messages the broker did not take. */
  long refused() {
    return refused.get();
  }

  @Override
  public void close() throws IOException {
    producer.flush();
    producer.close();
    ledger.close();
  }
}
