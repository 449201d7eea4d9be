package io.weir.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.cli.WeirCommand;
import io.weir.kafka.TopicReader;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole demos, short ones, on the wall clock. */
class DemoITCase {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OWN = 40;

  private record Ended(int code, JsonNode summary) {}

  private static Ended demo(Path directory, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "demo",
                "--json",
                "--rate=150",
                "--web-port=0",
                "--console-port=0",
                "--work-dir=" + directory));
    arguments.addAll(List.of(more));
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    int code;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      code = WeirCommand.parser().execute(arguments.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
    String last = printed.toString(StandardCharsets.UTF_8).lines().reduce("{}", (a, b) -> b);
    return new Ended(code, JSON.readTree(last));
  }

  @Test
  void accountsForEverythingAndGoesOnWhereItStopped(@TempDir Path parent) throws Exception {
    Path directory = parent.resolve("demo");
    Ended first = demo(directory, "--duration=15s", "--keep");
    assertThat(first.code()).isZero();
    assertThat(first.summary().get("balanced").asBoolean()).isTrue();
    assertThat(first.summary().get("booked").asBoolean()).isTrue();
    assertThat(first.summary().get("messagesOfOthers").asLong()).isZero();
    assertThat(first.summary().get("samples").asLong()).isPositive();
    assertThat(first.summary().get("refusedCampaigns")).isEmpty();
    Ended second = demo(directory, "--duration=10s", "--resume");
    assertThat(second.code()).isZero();
    assertThat(second.summary().get("samples").asLong())
        .isGreaterThan(first.summary().get("samples").asLong());
  }

  /** Events of now, as a service of one's own sends them, for a campaign of the demo. */
  @Test
  void takesOnesOwnEventsOfNowBesideItsOwn(@TempDir Path parent) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Map<String, Object> client = Map.of("bootstrap.servers", "127.0.0.1:" + port);
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> service =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return sendOwn(client, over);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    Ended ended = demo(parent.resolve("demo"), "--duration=50s", "--kafka-port=" + port);
    over.set(true);
    // Most of the own events' samples have left by the end of the demo, and none is a dead letter.
    assertThat(service.get(1, TimeUnit.MINUTES)).isGreaterThan(OWN / 2);
    assertThat(ended.summary().get("messagesOfOthers").asLong()).isEqualTo(3 * OWN);
    assertThat(ended.summary().get("deadLettersTotal").asLong())
        .isLessThanOrEqualTo(ended.summary().get("garbageSent").asLong());
    assertThat(ended.code()).isZero();
  }

  /** Sends as soon as the campaign is there; returns how many of its samples have come back. */
  private static int sendOwn(Map<String, Object> client, AtomicBoolean over) throws Exception {
    Campaign campaign = awaitCampaign(client);
    RecordCodec<Impression> impressions = new RecordCodec<>(Impression.class);
    RecordCodec<Treatment> treatments = new RecordCodec<>(Treatment.class);
    RecordCodec<Outcome> outcomes = new RecordCodec<>(Outcome.class);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < OWN; i++) {
        String id = "own-" + i;
        Instant now = Instant.now();
        Impression impression =
            Impression.newBuilder()
                .setImpressionId(id)
                .setCampaignId(campaign.getCampaignId())
                .setUnitId(id)
                .setOccurredAt(now)
                .setFeatureSet(campaign.getFeatureSet())
                .setNumericFeatures(campaign.getNumericFeatures().stream().map(name -> 1f).toList())
                .setCategoricalFeatures(
                    campaign.getCategoricalFeatures().stream().map(feature -> "own").toList())
                .build();
        Treatment treatment =
            Treatment.newBuilder()
                .setImpressionId(id)
                .setCampaignId(campaign.getCampaignId())
                .setUnitId(id)
                .setAssignedAt(now)
                .setArmId(campaign.getArms().get(0).getArmId())
                .setAssignment(Assignment.POLICY)
                .build();
        Outcome outcome =
            Outcome.newBuilder()
                .setOutcomeId(id + "-o")
                .setImpressionId(id)
                .setCampaignId(campaign.getCampaignId())
                .setOccurredAt(now)
                .setRevenue(2.5)
                .setCostMicros(0)
                .build();
        producer.send(new ProducerRecord<>("weir.impressions", id, impressions.encode(impression)));
        producer.send(new ProducerRecord<>("weir.treatments", id, treatments.encode(treatment)));
        producer.send(new ProducerRecord<>("weir.outcomes", id, outcomes.encode(outcome))).get();
        Thread.sleep(100);
      }
    }
    return countOwn(client, over);
  }

  private static Campaign awaitCampaign(Map<String, Object> client) throws Exception {
    RecordCodec<Campaign> codec = new RecordCodec<>(Campaign.class);
    List<Campaign> found = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofMinutes(4).toNanos();
    while (found.isEmpty() && System.nanoTime() < deadline) {
      try (TopicReader reader = TopicReader.open(client, List.of("weir.campaigns"))) {
        reader.readToEnd(
            Duration.ofSeconds(10), message -> found.add(codec.decode(message.value())));
      } catch (KafkaException e) {
        found.clear(); // neither broker nor topic is there yet
      }
      Thread.sleep(200);
    }
    return found.get(0);
  }

  private static int countOwn(Map<String, Object> client, AtomicBoolean over) throws Exception {
    RecordCodec<Sample> codec = new RecordCodec<>(Sample.class);
    int[] own = {0};
    try (TopicReader reader = TopicReader.open(client, List.of("weir.samples"))) {
      while (own[0] < OWN && !over.get()) {
        reader.poll(
            message -> {
              Sample sample = codec.decode(message.value());
              if (sample.getImpressionId().startsWith("own-")) {
                assertThat(sample.getRevenue()).isEqualTo(2.5);
                own[0]++;
              }
            });
      }
    }
    return own[0];
  }
}
