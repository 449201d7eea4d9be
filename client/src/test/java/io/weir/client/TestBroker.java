package io.weir.client;

import io.weir.client.decision.TimeToLive;
import io.weir.client.health.FollowedTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.jspecify.annotations.Nullable;

/** A real broker in process, with the compacted topics, that can go away and come back. */
final class TestBroker implements AutoCloseable {
  private final KafkaClusterTestKit cluster;
  private final String prefix;

  TestBroker(String prefix) throws Exception {
    Locale.setDefault(Locale.ROOT); // in a Turkish one Kafka's broker does not start
    this.prefix = prefix;
    this.cluster =
        new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder().setNumBrokerNodes(1).setNumControllerNodes(1).build())
            .setConfigProp("auto.create.topics.enable", "false")
            .setConfigProp("offsets.topic.replication.factor", "1")
            .setConfigProp("transaction.state.log.replication.factor", "1")
            .setConfigProp("transaction.state.log.min.isr", "1")
            .build();
    cluster.format();
    cluster.startup();
    cluster.waitForReadyBrokers();
  }

  String bootstrapServers() {
    return cluster.bootstrapServers();
  }

  void createTopics(int partitions) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    for (FollowedTopic topic : FollowedTopic.values()) {
      topics.add(
          new NewTopic(topic.topic(prefix), partitions, (short) 1)
              .configs(Map.of("cleanup.policy", "compact")));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin.createTopics(topics).all().get();
    }
  }

  void deleteTopics() throws Exception {
    List<String> topics = new ArrayList<>();
    for (FollowedTopic topic : FollowedTopic.values()) {
      topics.add(topic.topic(prefix));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin.deleteTopics(topics).all().get();
    }
  }

  <T extends SpecificRecord> void send(FollowedTopic topic, Class<T> type, T record)
      throws Exception {
    sendRaw(topic, new io.weir.schemas.wire.RecordCodec<>(type).encode(record));
  }

  void sendRaw(FollowedTopic topic, byte @Nullable [] value) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic.topic(prefix), Records.ID, value)).get();
    }
  }

  void stop() {
    cluster.brokers().values().forEach(broker -> broker.shutdown());
    cluster.brokers().values().forEach(broker -> broker.awaitShutdown());
  }

  void restart() throws Exception {
    cluster.brokers().values().forEach(broker -> broker.startup());
    cluster.waitForReadyBrokers();
  }

  WeirClientOptions.Builder options() {
    return WeirClientOptions.builder()
        .bootstrapServers(bootstrapServers())
        .topicPrefix(prefix)
        .timeToLive(new TimeToLive(Duration.ofMinutes(5), Duration.ofMinutes(5)))
        .discoveryInterval(Duration.ofSeconds(1));
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
