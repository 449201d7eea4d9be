package io.weir.cli.replay;

import io.weir.cli.embedded.NewTopics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Finished stretches of topics, and topics made for a replay. Committed records only. */
final class TopicAccess {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Properties client;

  /**
   * Makes access.
   *
   * @param client properties of every client, the broker's address among them
   */
  TopicAccess(Properties client) {
    this.client = client;
  }

  /** Takes one record of a topic. */
  interface Visitor {
    void visit(ConsumerRecord<byte[], byte[]> message) throws Exception;
  }

  String bootstrapServers() {
    return client.getProperty("bootstrap.servers");
  }

  /**
   * Creates topics for what a replay writes.
   *
   * @throws IllegalArgumentException if one of them is there and holds records
   */
  void create(Collection<String> topics, boolean compacted)
      throws InterruptedException, ExecutionException {
    Map<String, String> config = Map.of("cleanup.policy", compacted ? "compact" : "delete");
    try (Admin admin = Admin.create(client)) {
      Set<String> present = admin.listTopics().names().get();
      List<String> existing = topics.stream().filter(present::contains).toList();
      ends(existing)
          .forEach(
              (partition, end) -> {
                if (end > 0) {
                  throw new IllegalArgumentException(
                      partition.topic() + " is not empty; choose another --to-prefix");
                }
              });
      NewTopics.create(
          admin,
          topics.stream()
              .filter(topic -> !present.contains(topic))
              // One partition keeps the order; replication is the broker's default.
              .map(topic -> new NewTopic(topic, Optional.of(1), Optional.empty()))
              .map(topic -> topic.configs(config))
              .toList());
    }
  }

  /**
   * Returns where topics end now: by partition, the offset after the last committed record.
   *
   * @throws IllegalArgumentException if there is no such topic
   */
  Map<TopicPartition, Long> ends(Collection<String> topics) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Map<String, List<PartitionInfo>> known = consumer.listTopics();
      Map<TopicPartition, Long> ends = new HashMap<>();
      for (String topic : topics) {
        List<PartitionInfo> partitions = known.get(topic);
        if (partitions == null) {
          throw new IllegalArgumentException("there is no topic " + topic);
        }
        ends.putAll(
            consumer.endOffsets(
                partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList()));
      }
      return ends;
    }
  }

  /** Reads stretches of topics, the records of each partition in order. */
  void read(Map<TopicPartition, Long> ends, Visitor visitor) throws Exception {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
          long end =
              ends.getOrDefault(new TopicPartition(message.topic(), message.partition()), 0L);
          if (message.offset() < end) {
            visitor.visit(message);
          }
        }
      }
    }
  }

  KafkaProducer<byte[], byte[]> producer() {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.putIfAbsent("compression.type", "lz4");
    properties.putIfAbsent("linger.ms", "20");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
