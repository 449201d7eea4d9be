package io.weir.cli.replay;

import io.weir.cli.embedded.NewTopics;
import io.weir.kafka.TopicReader;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Finished stretches of topics, and topics made for a replay. Committed records only. */
final class TopicAccess {
  private static final Duration SILENCE_LIMIT = Duration.ofMinutes(2);

  private final Properties client;

  /**
   * Makes access.
   *
   * @param client properties of every client, the broker's address among them
   */
  TopicAccess(Properties client) {
    this.client = client;
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
   * @throws io.weir.kafka.NoSuchTopicException if there is no such topic
   */
  Map<TopicPartition, Long> ends(Collection<String> topics) {
    if (topics.isEmpty()) {
      return Map.of();
    }
    try (TopicReader reader = TopicReader.open(TopicReader.client(client), topics)) {
      return reader.ends();
    }
  }

  /** Reads stretches of topics, the records of each partition in order. */
  <X extends Exception> void read(Map<TopicPartition, Long> ends, TopicReader.Visitor<X> visitor)
      throws X, TimeoutException {
    Set<String> topics =
        ends.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
    try (TopicReader reader = TopicReader.open(TopicReader.client(client), topics)) {
      if (!reader.readTo(ends, SILENCE_LIMIT, visitor)) {
        throw new TimeoutException(
            "nothing has come for "
                + SILENCE_LIMIT.toSeconds()
                + " s, and the topics do not end yet");
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
}
