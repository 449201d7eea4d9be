package io.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The reader against a real broker. */
class TopicReaderITCase {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static KafkaClusterTestKit cluster;

  @BeforeAll
  static void startBroker() throws Exception {
    Locale.setDefault(Locale.ROOT); // in a Turkish one Kafka's broker does not start
    cluster =
        new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder().setNumBrokerNodes(1).setNumControllerNodes(1).build())
            .setConfigProp("auto.create.topics.enable", "false")
            .setConfigProp("transaction.state.log.replication.factor", "1")
            .setConfigProp("transaction.state.log.num.partitions", "1")
            .setConfigProp("transaction.state.log.min.isr", "1")
            .build();
    cluster.format();
    cluster.startup();
    cluster.waitForReadyBrokers();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    cluster.close();
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", cluster.bootstrapServers());
  }

  private static void create(String topic, int partitions) throws Exception {
    try (Admin admin = Admin.create(client())) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
      // The controller has it at once, the broker that is asked soon after.
      while (!admin.listTopics().names().get().contains(topic)) {
        Thread.sleep(50);
      }
    }
  }

  /** Sends in one transaction, which is committed or not. */
  private static void send(String topic, int partition, boolean commit, String... values) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", cluster.bootstrapServers(), "transactional.id", "of-" + topic);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, partition, null, value));
      }
      producer.flush();
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  private static TopicReader.Visitor<RuntimeException> into(List<String> values) {
    return message -> values.add(new String(message.value(), StandardCharsets.UTF_8));
  }

  @Test
  void readsWhatIsCommittedInOrderAndGoesOnWhereItWas() throws Exception {
    create("committed", 1);
    send("committed", 0, true, "a", "b");
    send("committed", 0, false, "never");
    send("committed", 0, true, "c");
    List<String> values = new ArrayList<>();
    try (TopicReader reader = TopicReader.open(client(), List.of("committed"))) {
      reader.readToEnd(LIMIT, into(values));
      assertThat(values).containsExactly("a", "b", "c");
      assertThat(reader.atEnd()).isTrue();
      send("committed", 0, true, "d");
      assertThat(reader.atEnd()).isFalse();
      reader.readToEnd(LIMIT, into(values));
      assertThat(values).containsExactly("a", "b", "c", "d");
    }
  }

  @Test
  void readsNotBeyondAndLosesNothingBehind() throws Exception {
    create("stretch", 2);
    send("stretch", 0, true, "a", "b", "c", "d");
    send("stretch", 1, true, "x");
    List<String> first = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    try (TopicReader reader = TopicReader.open(client(), List.of("stretch"))) {
      Map<TopicPartition, Long> ends = Map.of(new TopicPartition("stretch", 0), 2L);
      assertThat(reader.readTo(ends, LIMIT, into(first))).isTrue();
      assertThat(first).startsWith("a").contains("b").doesNotContain("c", "d", "x");
      reader.readToEnd(LIMIT, into(rest));
      assertThat(rest).containsExactlyInAnyOrder("c", "d", "x");
    }
  }

  @Test
  void readsTheLastOfEachPartition() throws Exception {
    create("tail", 2);
    send("tail", 0, true, "a", "b", "c");
    send("tail", 1, true, "x");
    List<String> values = new ArrayList<>();
    try (TopicReader reader = TopicReader.open(client(), List.of("tail"))) {
      Map<TopicPartition, Long> ends = reader.ends();
      reader.seekToLast(2, ends);
      assertThat(reader.readTo(ends, LIMIT, into(values))).isTrue();
    }
    // The last offset of a partition is the mark that ends its transaction.
    assertThat(values).containsExactlyInAnyOrder("c", "x");
  }

  @Test
  void tellsThatTheOldestAreGone() throws Exception {
    create("truncated", 1);
    send("truncated", 0, true, "a", "b");
    try (TopicReader reader = TopicReader.open(client(), List.of("truncated"));
        Admin admin = Admin.create(client())) {
      assertThat(reader.truncated()).isFalse();
      admin
          .deleteRecords(
              Map.of(new TopicPartition("truncated", 0), RecordsToDelete.beforeOffset(1)))
          .all()
          .get();
      assertThat(reader.truncated()).isTrue();
    }
  }

  @Test
  void namesTheTopicThatIsMissing() throws Exception {
    create("present", 1);
    assertThatThrownBy(() -> TopicReader.open(client(), List.of("present", "absent")))
        .isInstanceOf(NoSuchTopicException.class)
        .hasMessageContaining("no topic absent on");
  }

  @Test
  void namesTheBrokerThatDoesNotAnswer() {
    assertThatThrownBy(
            () -> TopicReader.open(Map.of("bootstrap.servers", "127.0.0.1:1"), List.of("any")))
        .isInstanceOf(BrokerUnavailableException.class)
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageContaining("--bootstrap-servers");
    assertThatThrownBy(
            () -> TopicReader.open(Map.of("bootstrap.servers", "no.such.invalid:9"), List.of("t")))
        .isInstanceOf(BrokerUnavailableException.class)
        .hasMessageContaining("no.such.invalid:9");
  }
}
