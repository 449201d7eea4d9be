package io.weir.cli.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.cli.embedded.EmbeddedBroker;
import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Holdout;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.PacingState;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The account of topics that hold one message of every kind, on a real broker. */
class AccountITCase {
  private static final Topics TOPICS = new Topics("weir.");
  private static final Instant T = Instant.parse("2026-01-05T00:00:00Z");
  private static final Instant CLOSED = T.plusSeconds(600);

  private EmbeddedBroker broker;
  private KafkaProducer<String, byte[]> producer;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    broker = EmbeddedBroker.start(directory);
    broker.createTopics(
        List.of(
            TOPICS.impressions(),
            TOPICS.treatments(),
            TOPICS.outcomes(),
            TOPICS.campaigns(),
            TOPICS.samples(),
            TOPICS.budgetStatus(),
            TOPICS.deadLetters()),
        1,
        false);
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", (Object) broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer());
    campaign();
    // Sampled, sent twice; its dead-lettered conflict is no impression of its own.
    impression("sampled", T);
    impression("sampled", T.plusSeconds(1));
    letter(TOPICS.impressions(), 1, impressionOf("sampled", T), "CONFLICTING_IMPRESSION");
    letter(TOPICS.impressions(), 1, impressionOf("sampled", T), "CONFLICTING_IMPRESSION");
    treatment("sampled");
    sample("sampled");
    impression("refused", T);
    letter(TOPICS.impressions(), 2, impressionOf("refused", T), "UNKNOWN_FEATURE_SET");
    producer.send(new ProducerRecord<>(TOPICS.impressions(), "x", new byte[] {1}));
    letter(TOPICS.impressions(), 3, new byte[] {1}, "TRUNCATED_HEADER");
    impression("untreated", T.minusSeconds(5));
    impression("open", T.plusSeconds(5));
    treatment("open");
    outcome("o1", 700);
    outcome("o1", 700);
    outcome("o2", 50);
    status(750);
  }

  @AfterEach
  void stop() {
    producer.close();
    broker.close();
  }

  @Test
  void balances() throws Exception {
    JsonNode account = account(0, "--open=1");
    assertThat(account.path("balanced").asBoolean()).isTrue();
    assertThat(account.path("impressions").asLong()).isEqualTo(4);
    assertThat(account.path("samples").asLong()).isEqualTo(1);
    assertThat(account.path("deadLetteredImpressions").asLong()).isEqualTo(1);
    assertThat(account.path("closedUntreated").asLong()).isEqualTo(1);
    assertThat(account.path("open").asLong()).isEqualTo(1);
    assertThat(account.path("deadLetters").asLong()).isEqualTo(3);
    assertThat(account.path("spentMicrosCounted").asLong()).isEqualTo(750);
  }

  @Test
  void aLostSampleIsMissing() throws Exception {
    impression("lost", T.minusSeconds(1));
    treatment("lost");
    assertThat(account(1).path("missing").asLong()).isEqualTo(1);
  }

  @Test
  void aSampleThatStandsTwiceShows() throws Exception {
    sample("sampled");
    assertThat(account(1).path("duplicateSamples").asLong()).isEqualTo(1);
  }

  @Test
  void theJobsOwnCountMustFit() throws Exception {
    assertThat(account(1, "--open=2").path("openExplained").asBoolean()).isFalse();
  }

  @Test
  void aMicroTooLittleShows() throws Exception {
    status(749);
    JsonNode account = account(1);
    assertThat(account.path("spentMicrosOnTopic").asLong()).isEqualTo(750);
    assertThat(account.path("spentMicrosCounted").asLong()).isEqualTo(749);
  }

  private JsonNode account(int code, String... more) throws Exception {
    producer.flush();
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      CommandLine command = new CommandLine(new AccountCommand());
      String[] fixed = {
        "--json",
        "--bootstrap-servers=" + broker.bootstrapServers(),
        "--timeout-seconds=3",
        "--spend-timeout-seconds=1"
      };
      String[] all = new String[fixed.length + more.length];
      System.arraycopy(fixed, 0, all, 0, fixed.length);
      System.arraycopy(more, 0, all, fixed.length, more.length);
      assertThat(command.execute(all)).isEqualTo(code);
    } finally {
      System.setOut(console);
    }
    return new ObjectMapper().readTree(printed.toString(StandardCharsets.UTF_8));
  }

  private void campaign() {
    Campaign campaign =
        Campaign.newBuilder()
            .setCampaignId("c")
            .setVersion(1)
            .setStatus(CampaignStatus.ACTIVE)
            .setArms(List.of(new Arm("none", "none"), new Arm("ten", "ten percent off")))
            .setFeatureSet("f")
            .setNumericFeatures(List.of("age"))
            .setCategoricalFeatures(List.of())
            .setHoldout(new Holdout(0.1, Map.of("none", 0.5, "ten", 0.5), "salt", false))
            .setBudget(new Budget(1_000_000L, "EUR", T, T.plusSeconds(86_400)))
            .setAttributionWindowMs(600_000)
            .build();
    send(TOPICS.campaigns(), "c", bytes(campaign));
  }

  private void impression(String id, Instant at) {
    send(TOPICS.impressions(), id, impressionOf(id, at));
  }

  private static byte[] impressionOf(String id, Instant at) {
    return bytes(new Impression(id, "c", "u", at, "f", List.of(1f), List.of(), null, null));
  }

  private void treatment(String id) {
    send(
        TOPICS.treatments(),
        id,
        bytes(
            new Treatment(
                id, "c", "u", T, "none", Assignment.POLICY, null, 1L, 1.0, (Long) null, null)));
  }

  private void outcome(String id, long micros) {
    send(
        TOPICS.outcomes(),
        "sampled",
        bytes(new Outcome(id, "sampled", "c", T, 1.0, micros, null, null)));
  }

  private void sample(String id) {
    Sample sample = new Sample();
    sample.setImpressionId(id);
    sample.setCampaignId("c");
    sample.setUnitId("u");
    sample.setOccurredAt(T);
    sample.setClosedAt(CLOSED);
    sample.setFeatureSet("f");
    sample.setNumericFeatures(List.of(1f));
    sample.setCategoricalFeatures(List.of());
    sample.setArmId("none");
    sample.setAssignment(Assignment.POLICY);
    sample.setAssignedAt(T);
    send(TOPICS.samples(), id, bytes(sample));
  }

  private void letter(String topic, long offset, byte[] payload, String reason) {
    DeadLetter letter =
        new DeadLetter(
            topic, 0, offset, ByteBuffer.wrap(payload), reason, "", T, "attribution", null, null);
    send(TOPICS.deadLetters(), topic + "/0/" + offset, bytes(letter));
  }

  private void status(long spentMicros) {
    BudgetStatus status =
        BudgetStatus.newBuilder()
            .setCampaignId("c")
            .setModelVersion(1)
            .setPeriodStart(T)
            .setPeriodEnd(T.plusSeconds(86_400))
            .setBudgetMicros(1_000_000)
            .setSpentMicros(spentMicros)
            .setCommittedMicros(0)
            .setProjectedMicros(spentMicros)
            .setPacedDualPrice(1)
            .setState(PacingState.ON_TRACK)
            .setAsOf(T)
            .build();
    send(TOPICS.budgetStatus(), "c", bytes(status));
  }

  private void send(String topic, String key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, key, value));
  }

  @SuppressWarnings("unchecked")
  private static <R extends SpecificRecord> byte[] bytes(R record) {
    return new RecordCodec<>((Class<R>) record.getClass()).encode(record);
  }
}
