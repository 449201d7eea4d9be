package io.weir.console;

import io.weir.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A real broker in process, with the topics of the contract. */
public final class TestBroker implements AutoCloseable {
  public static final String PREFIX = "weir.";

  private final KafkaClusterTestKit cluster;
  private final KafkaProducer<String, byte[]> producer;

  public TestBroker() throws Exception {
    Locale.setDefault(Locale.ROOT); // in a Turkish one Kafka's broker does not start
    cluster =
        new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder().setNumBrokerNodes(1).setNumControllerNodes(1).build())
            .setConfigProp("auto.create.topics.enable", "false")
            .setConfigProp("offsets.topic.replication.factor", "1")
            .setConfigProp("transaction.state.log.replication.factor", "1")
            .setConfigProp("transaction.state.log.num.partitions", "1")
            .setConfigProp("transaction.state.log.min.isr", "1")
            .build();
    cluster.format();
    cluster.startup();
    cluster.waitForReadyBrokers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      List<NewTopic> topics = new ArrayList<>();
      for (String topic : List.of("impressions", "treatments", "outcomes", "samples")) {
        topics.add(new NewTopic(PREFIX + topic, 2, (short) 1));
      }
      topics.add(new NewTopic(PREFIX + "dead-letters", 1, (short) 1));
      for (String topic :
          List.of(
              "campaigns",
              "models",
              "shadow-models",
              "dual-prices",
              "shadow-dual-prices",
              "budget-status")) {
        topics.add(
            new NewTopic(PREFIX + topic, 1, (short) 1)
                .configs(Map.of("cleanup.policy", "compact")));
      }
      admin.createTopics(topics).all().get();
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers(), "acks", "all", "linger.ms", "0"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  public String bootstrapServers() {
    return cluster.bootstrapServers();
  }

  @SuppressWarnings("unchecked")
  public <T extends SpecificRecord> void send(String topic, String key, T record) throws Exception {
    sendRaw(topic, key, new RecordCodec<>((Class<T>) record.getClass()).encode(record));
  }

  public void sendRaw(String topic, String key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(PREFIX + topic, key, value)).get();
  }

  /**
   * Returns everything committed on partition 0 of a topic under a key. A commit returns before its
   * marker is written, so this reads on to the end that uncommitted readers see.
   */
  public List<ConsumerRecord<byte[], byte[]>> read(String topic, String key) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(PREFIX + topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = writtenEnd(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (key.equals(new String(record.key(), StandardCharsets.UTF_8))) {
            found.add(record);
          }
        }
      }
    }
    return found;
  }

  private long writtenEnd(TopicPartition partition) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer.endOffsets(List.of(partition)).get(partition);
    }
  }

  @Override
  public void close() throws Exception {
    producer.close();
    cluster.close();
  }
}
