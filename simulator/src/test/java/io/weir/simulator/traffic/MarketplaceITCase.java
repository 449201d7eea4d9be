package io.weir.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.schemas.Campaign;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import io.weir.simulator.SimulatorMain;
import io.weir.simulator.event.EventStream;
import io.weir.simulator.world.World;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The topics of a real broker hold what the books say. */
class MarketplaceITCase {

  private static TestBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = TestBroker.start();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.close();
  }

  @Test
  void theBrokerHoldsWhatTheBooksSay() throws Exception {
    broker.createTopics("it.", List.of());
    MarketplaceOptions options =
        MarketplaceOptions.builder()
            .bootstrapServers(broker.bootstrapServers())
            .topicPrefix("it.")
            .impressionsPerSecond(1_000)
            .garbageRate(0.02)
            .build();
    World world = World.draw(options.seed(), options.campaigns());
    try (Marketplace marketplace = new Marketplace(options, new OracleDecider(world, 0))) {
      marketplace.start();
      Thread.sleep(3_000);
      marketplace.stop();
      check(broker.bootstrapServers(), marketplace.report());
    }
  }

  @Test
  void theCommandRegistersItsCampaignsAndReportsOnItsLastLine() throws Exception {
    broker.createTopics("main.", List.of("campaigns"));
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    PrintStream console = System.out;
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    int exitCode;
    try {
      exitCode =
          new CommandLine(new SimulatorMain())
              .execute(
                  "--bootstrap-servers=" + broker.bootstrapServers(),
                  "--topic-prefix=main.",
                  "--rate=400",
                  "--duration=PT2S",
                  "--campaigns=4",
                  "--decided-by=HOLDOUT");
    } finally {
      System.setOut(console);
    }
    assertThat(exitCode).isZero();
    List<String> lines = captured.toString(StandardCharsets.UTF_8).lines().toList();
    JsonNode report = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    long total = 0;
    for (EventStream stream : EventStream.values()) {
      total += readAll(broker.bootstrapServers(), stream.topic("main.")).size();
    }
    assertThat(report.get("messagesSent").asLong()).isEqualTo(total).isPositive();
    RecordCodec<Campaign> codec = new RecordCodec<>(Campaign.class);
    List<ConsumerRecord<String, byte[]>> campaigns =
        readAll(broker.bootstrapServers(), "main.campaigns");
    assertThat(campaigns).hasSize(4);
    for (ConsumerRecord<String, byte[]> record : campaigns) {
      Campaign campaign = codec.decode(record.value());
      assertThat(record.key()).isEqualTo(campaign.getCampaignId());
      assertThat(campaign.getBudget().getAmountMicros()).isPositive();
    }
    assertThat(report.at("/campaigns/3/byOldPolicy").asLong()).isPositive();
    assertThat(report.at("/campaigns/3/byDecider").asLong()).isZero();
  }

  private static void check(String bootstrapServers, SimulatorReport report) throws Exception {
    Map<EventStream, List<ConsumerRecord<String, byte[]>>> read = new HashMap<>();
    long total = 0;
    for (EventStream stream : EventStream.values()) {
      read.put(stream, readAll(bootstrapServers, stream.topic("it.")));
      total += read.get(stream).size();
    }
    assertThat(report.impressionsSent()).isGreaterThan(500);
    assertThat(total).isEqualTo(report.messagesSent());
    Set<String> impressions = new HashSet<>();
    for (ConsumerRecord<String, byte[]> record : read.get(EventStream.IMPRESSIONS)) {
      if (!record.key().contains("garbage")) {
        impressions.add(record.key());
      }
    }
    assertThat(impressions).hasSize((int) report.impressionsSent());
    // The first treatment of every impression is the good one, conflicts come after it.
    RecordCodec<Treatment> codec = new RecordCodec<>(Treatment.class);
    Map<String, Treatment> first = new HashMap<>();
    long later = 0;
    for (ConsumerRecord<String, byte[]> record : read.get(EventStream.TREATMENTS)) {
      if (!record.key().contains("garbage")) {
        Treatment treatment = codec.decode(record.value());
        later += first.putIfAbsent(record.key(), treatment) == null ? 0 : 1;
      }
    }
    assertThat(first.keySet()).isEqualTo(impressions);
    assertThat(later)
        .isEqualTo(
            report.garbageSent().get(GarbageKind.CONFLICTING_TREATMENT)
                + report.duplicatesSent().get(EventStream.TREATMENTS));
    long randomized = first.values().stream().filter(t -> t.getPropensity() != null).count();
    assertThat(randomized)
        .isEqualTo(report.campaigns().stream().mapToLong(CampaignReport::randomized).sum());
  }

  private static List<ConsumerRecord<String, byte[]>> readAll(
      String bootstrapServers, String topic) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (int p = 0; p < TestBroker.PARTITIONS; p++) {
        partitions.add(new TopicPartition(topic, p));
      }
      consumer.assign(partitions);
      long expected =
          consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (records.size() < expected && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(500)).forEach(records::add);
      }
      return records;
    }
  }
}
