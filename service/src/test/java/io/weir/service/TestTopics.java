package io.weir.service;

import io.weir.core.scoring.WeightBytes;
import io.weir.schemas.ActivationFunction;
import io.weir.schemas.Arm;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.DualPrice;
import io.weir.schemas.GateDecision;
import io.weir.schemas.Holdout;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import io.weir.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

/**
 * A real broker with the topics, and a campaign "spring" whose model predicts revenue 1, 3, 6 and
 * cost 0, 1, 3 for everyone: at price 1 its arm is "big".
 */
final class TestTopics implements AutoCloseable {
  static final String PREFIX = "it.";
  static final String CAMPAIGN = "spring";

  private final KafkaClusterTestKit cluster;

  TestTopics() throws Exception {
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
    List<NewTopic> topics = new ArrayList<>();
    for (String name :
        List.of(
            "campaigns",
            "models",
            "dual-prices",
            "budget-status",
            "shadow-models",
            "shadow-dual-prices")) {
      topics.add(
          new NewTopic(PREFIX + name, 1, (short) 1).configs(Map.of("cleanup.policy", "compact")));
    }
    for (String name : List.of("impressions", "treatments", "outcomes")) {
      topics.add(new NewTopic(PREFIX + name, 3, (short) 1));
    }
    try (Admin admin = Admin.create(kafka())) {
      admin.createTopics(topics).all().get();
    }
  }

  Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", cluster.bootstrapServers());
  }

  void stop() {
    cluster.brokers().values().forEach(broker -> broker.shutdown());
    cluster.brokers().values().forEach(broker -> broker.awaitShutdown());
  }

  void restart() throws Exception {
    cluster.brokers().values().forEach(broker -> broker.startup());
    cluster.waitForReadyBrokers();
  }

  <T extends SpecificRecord> void send(String topic, Class<T> type, T record) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(kafka(), new StringSerializer(), new ByteArraySerializer())) {
      byte[] value = new RecordCodec<>(type).encode(record);
      producer.send(new ProducerRecord<>(PREFIX + topic, CAMPAIGN, value)).get();
    }
  }

  /** Returns every record of a topic by key. */
  <T extends SpecificRecord> Map<String, List<T>> read(String topic, Class<T> type)
      throws Exception {
    RecordCodec<T> codec = new RecordCodec<>(type);
    Map<String, List<T>> found = new TreeMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(PREFIX + topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          found
              .computeIfAbsent(
                  new String(record.key(), StandardCharsets.UTF_8), key -> new ArrayList<>())
              .add(codec.decode(record.value()));
        }
      }
    }
    return found;
  }

  static Campaign campaign(long version, CampaignStatus status, double holdoutRate) {
    Instant now = Instant.now();
    return Campaign.newBuilder()
        .setCampaignId(CAMPAIGN)
        .setVersion(version)
        .setStatus(status)
        .setArms(List.of(new Arm("free", "nothing"), new Arm("small", "5"), new Arm("big", "20")))
        .setFeatureSet("v1")
        .setNumericFeatures(List.of("age", "spend"))
        .setCategoricalFeatures(List.of(new CategoricalFeature("city", 4)))
        .setHoldout(
            new Holdout(holdoutRate, Map.of("free", .5, "small", .3, "big", .2), "salt", false))
        .setBudget(
            new Budget(
                1_000_000_000L, "EUR", now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1))))
        .setAttributionWindowMs(60_000)
        .build();
  }

  void publishModel() throws Exception {
    float[] weights = new float[42];
    System.arraycopy(new float[] {1, 3, 6, 0, 1, 3}, 0, weights, 36, 6);
    ByteBuffer bytes = ByteBuffer.wrap(WeightBytes.encode(weights));
    Instant now = Instant.now();
    Model model =
        Model.newBuilder()
            .setCampaignId(CAMPAIGN)
            .setModelVersion(1)
            .setTrainedThrough(now)
            .setCreatedAt(now)
            .setFeatureSet("v1")
            .setArms(List.of("free", "small", "big"))
            .setMembers(List.of(new ModelMember(List.of(6, 6), ActivationFunction.RELU, bytes)))
            .setNumericMean(List.of(0f, 0f))
            .setNumericScale(List.of(1f, 1f))
            .setRevenueScale(1)
            .setCostScale(1)
            .setChecksum(WeightBytes.checksum(List.of(bytes)))
            .setCategoricalFeatures(List.of(new CategoricalFeature("city", 4)))
            .setNumericFeatures(List.of("age", "spend"))
            .build();
    send("models", Model.class, model);
    DualPrice price =
        DualPrice.newBuilder()
            .setCampaignId(CAMPAIGN)
            .setModelVersion(1)
            .setPriceVersion(1)
            .setComputedAt(now)
            .setWindowStart(now)
            .setWindowEnd(now)
            .setDualPrice(1)
            .setBudgetPerImpressionMicros(1)
            .setPolicyValue(0)
            .setPolicyValueLower(0)
            .setPolicyValueUpper(0)
            .setGate(new GateDecision(true, "OK"))
            .build();
    send("dual-prices", DualPrice.class, price);
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
