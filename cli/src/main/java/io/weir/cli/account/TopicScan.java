package io.weir.cli.account;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what stands committed on some topics, from the beginning, as far as they go by now. */
final class TopicScan implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Consumer<ConsumerRecord<byte[], byte[]>> handler;

  /**
   * Connects.
   *
   * @param client properties of the consumer: brokers, security
   * @param topics must exist
   * @param handler gets each record once, those of a partition in order
   */
  TopicScan(
      Map<String, Object> client,
      Collection<String> topics,
      Consumer<ConsumerRecord<byte[], byte[]>> handler) {
    this.handler = handler;
    Map<String, Object> properties = new HashMap<>(client);
    properties.put("isolation.level", "read_committed");
    properties.put("max.poll.records", "5000");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Reads to where the topics end at the time of the call.
   *
   * @param deadlineNanos of {@link System#nanoTime}
   * @throws TimeoutException if that takes longer
   */
  void readToEnd(long deadlineNanos) throws TimeoutException {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (!reached(ends)) {
      if (System.nanoTime() > deadlineNanos) {
        throw new TimeoutException("the topics could not be read to their end in time");
      }
      consumer.poll(POLL).forEach(handler);
    }
  }

  /** Whether the oldest messages have been deleted, by retention or compaction of a log's start. */
  boolean truncated() {
    return consumer.beginningOffsets(consumer.assignment()).values().stream().anyMatch(o -> o > 0);
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
