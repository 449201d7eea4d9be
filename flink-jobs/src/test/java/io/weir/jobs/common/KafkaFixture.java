package io.weir.jobs.common;

import io.weir.jobs.common.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A real broker in this process, with every topic of the product. */
public final class KafkaFixture implements AutoCloseable {
  private final KafkaClusterTestKit kit;
  private final int partitions;

  private KafkaFixture(KafkaClusterTestKit kit, int partitions) {
    this.kit = kit;
    this.partitions = partitions;
  }

  /** Starts a broker and creates the topics with the default prefix. */
  public static KafkaFixture start(int partitions) throws Exception {
    return start(partitions, Map.of());
  }

  /**
   * Starts a broker and creates the topics with the default prefix.
   *
   * @param topicConfig settings of all topics
   */
  public static KafkaFixture start(int partitions, Map<String, String> topicConfig)
      throws Exception {
    Locale.setDefault(Locale.ROOT); // in a Turkish one Kafka's broker does not start
    KafkaClusterTestKit kit =
        new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder()
                    .setCombined(true)
                    .setNumBrokerNodes(1)
                    .setNumControllerNodes(1)
                    .build())
            .setConfigProp("offsets.topic.replication.factor", "1")
            .setConfigProp("transaction.state.log.replication.factor", "1")
            .setConfigProp("transaction.state.log.min.isr", "1")
            .setConfigProp("transaction.state.log.num.partitions", "4")
            .setConfigProp("offsets.topic.num.partitions", "4")
            .setConfigProp("group.initial.rebalance.delay.ms", "0")
            .build();
    kit.format();
    kit.startup();
    kit.waitForReadyBrokers();
    KafkaFixture fixture = new KafkaFixture(kit, partitions);
    Topics topics = new Topics("weir.");
    fixture.createTopics(
        topicConfig,
        topics.impressions(),
        topics.treatments(),
        topics.outcomes(),
        topics.campaigns(),
        topics.samples(),
        topics.models(),
        topics.dualPrices(),
        topics.budgetStatus(),
        topics.deadLetters());
    return fixture;
  }

  /** Creates topics of as many partitions as all have. */
  public void createTopics(Map<String, String> config, String... names) throws Exception {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrapServers());
    try (Admin admin = Admin.create(properties)) {
      List<NewTopic> topics = new ArrayList<>();
      for (String name : names) {
        topics.add(new NewTopic(name, partitions, (short) 1).configs(config));
      }
      admin.createTopics(topics).all().get();
    }
  }

  /** Returns the broker's address. */
  public String bootstrapServers() {
    return kit.bootstrapServers();
  }

  /** Returns the partitions of each topic. */
  public int partitions() {
    return partitions;
  }

  /** Returns a new producer of bytes. */
  public KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrapServers(), "linger.ms", "5"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /**
   * Reads all committed records of a topic from its beginning until the condition holds for what
   * was read, and then for a moment longer, so that a surplus would be seen.
   *
   * @param limit time after which to return what there is
   */
  public List<ConsumerRecord<byte[], byte[]>> readCommitted(
      String topic, Duration limit, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            bootstrapServers(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> assigned = new ArrayList<>();
      for (int partition = 0; partition < partitions; partition++) {
        assigned.add(new TopicPartition(topic, partition));
      }
      consumer.assign(assigned);
      List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
      long end = System.nanoTime() + limit.toNanos();
      while (System.nanoTime() < end && !enough.test(read)) {
        consumer.poll(Duration.ofMillis(200)).forEach(read::add);
      }
      long surplusEnd = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      while (System.nanoTime() < surplusEnd) {
        consumer.poll(Duration.ofMillis(200)).forEach(read::add);
      }
      return read;
    }
  }

  @Override
  public void close() throws Exception {
    kit.close();
  }
}
