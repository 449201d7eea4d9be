package io.weir.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.jobs.attribution.event.Events;
import io.weir.jobs.common.KafkaFixture;
import io.weir.learner.Fixtures;
import io.weir.schemas.ActivationFunction;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.GateDecision;
import io.weir.schemas.Impression;
import io.weir.schemas.LadderStep;
import io.weir.schemas.PacingState;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The documented statements on a real broker, asked by Flink's own planner. */
class SqlITCase {
  private static final Instant AT = Instant.parse("2026-05-04T09:30:00Z");
  private static final List<Sample> SAMPLES = Fixtures.samples("spring", 500, 3);

  private static KafkaFixture kafka;
  private static TableEnvironment tables;

  @BeforeAll
  static void start() throws Exception {
    kafka = KafkaFixture.start(2);
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      Impression impression = Events.impression("i", AT.toEpochMilli());
      impression.setFeatures(Map.of("age", 31.0, "city", "Ulm"));
      send(producer, "impressions", impression);
      send(producer, "treatments", Events.treatment("i", AT.toEpochMilli(), "ten"));
      send(producer, "outcomes", Events.outcome("o", "i", AT.toEpochMilli(), 2.5, 750_000));
      for (Sample sample : SAMPLES) {
        send(producer, "samples", sample);
      }
      send(producer, "campaigns", Events.campaign("spring", 3));
      producer.send(
          new ProducerRecord<>("weir.campaigns", "gone".getBytes(StandardCharsets.UTF_8), null));
      send(
          producer,
          "models",
          Fixtures.model(ActivationFunction.TANH, List.of(Fixtures.weights(1))));
      send(producer, "dual-prices", price());
      send(producer, "budget-status", status());
      send(producer, "dead-letters", letter());
      producer.flush();
    }
    tables = TableEnvironment.create(EnvironmentSettings.inBatchMode());
    for (TableStatements.Table table : TableStatements.TABLES) {
      tables.executeSql(bounded(TableStatements.statement(table, kafka.bootstrapServers())));
    }
  }

  /** A statement for what is on the topic now. */
  private static String bounded(String statement) {
    return statement.replace(
        "'scan.startup.mode'", "'scan.bounded.mode' = 'latest-offset', 'scan.startup.mode'");
  }

  @AfterAll
  static void stop() throws Exception {
    kafka.close();
  }

  @SuppressWarnings("unchecked")
  private static <R extends SpecificRecord> void send(
      KafkaProducer<byte[], byte[]> producer, String topic, R record) {
    byte[] value = new RecordCodec<>((Class<R>) record.getClass()).encode(record);
    producer.send(new ProducerRecord<>("weir." + topic, value));
  }

  private static DualPrice price() {
    return DualPrice.newBuilder()
        .setCampaignId("spring")
        .setModelVersion(1)
        .setPriceVersion(2)
        .setComputedAt(AT)
        .setWindowStart(AT)
        .setWindowEnd(AT)
        .setDualPrice(Double.POSITIVE_INFINITY)
        .setBudgetPerImpressionMicros(1)
        .setLadder(List.of(new LadderStep(500_000L, 2.5, 500_000d, 1.5, 1d, 2d)))
        .setPolicyValue(1)
        .setPolicyValueLower(0)
        .setPolicyValueUpper(2)
        .setGate(new GateDecision(true, "PUBLISHED"))
        .setDiagnostics(Map.of("gain", 0.25))
        .build();
  }

  private static BudgetStatus status() {
    return BudgetStatus.newBuilder()
        .setCampaignId("spring")
        .setModelVersion(1)
        .setPeriodStart(AT)
        .setPeriodEnd(AT.plusSeconds(60))
        .setBudgetMicros(9)
        .setSpentMicros(1)
        .setCommittedMicros(2)
        .setProjectedMicros(3)
        .setPacedDualPrice(1.5)
        .setState(PacingState.ON_TRACK)
        .setAsOf(AT)
        .build();
  }

  private static DeadLetter letter() {
    return DeadLetter.newBuilder()
        .setSourceTopic("weir.impressions")
        .setSourcePartition(1)
        .setSourceOffset(7)
        .setPayload(ByteBuffer.wrap(new byte[] {1, 2, 3}))
        .setReason("WRONG_MARKER")
        .setDetail("expected C3 01")
        .setSeenAt(AT)
        .setJob("attribution")
        .build();
  }

  private static List<Row> rows(String query) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (CloseableIterator<Row> found = tables.executeSql(query).collect()) {
      found.forEachRemaining(rows::add);
    }
    return rows;
  }

  private static Row row(String query) throws Exception {
    List<Row> rows = rows(query);
    assertThat(rows).as(query).hasSize(1);
    return rows.get(0);
  }

  @Test
  void everyTableCanBeRead() throws Exception {
    for (TableStatements.Table table : TableStatements.TABLES) {
      int expected = table.name().equals("samples") ? SAMPLES.size() : 1;
      List<Row> rows = rows("SELECT * FROM `" + table.name() + "`");
      assertThat(rows).as(table.name()).hasSize(expected);
      assertThat(rows.get(0).getArity()).isEqualTo(table.record().schema().getFields().size());
    }
  }

  @Test
  void valuesOfEveryTypeArrive() throws Exception {
    assertThat(
            row(
                "SELECT occurredAt, numericFeatures[2], categoricalFeatures[1], features['city'],"
                    + " features['age'], treatment FROM impressions"))
        .isEqualTo(Row.of(AT, 0.25f, "berlin", "Ulm", "31.0", null));
    assertThat(row("SELECT armId, `assignment`, propensity, modelVersion FROM treatments"))
        .isEqualTo(Row.of("ten", "RANDOMIZED", 0.5, null));
    assertThat(row("SELECT revenue, costMicros FROM outcomes")).isEqualTo(Row.of(2.5, 750_000L));
    assertThat(
            row(
                "SELECT status, arms[2].armId, holdout.rate, budget.currency,"
                    + " categoricalFeatures[1].`buckets` FROM campaigns"))
        .isEqualTo(Row.of("ACTIVE", "ten", 0.1, "EUR", 16));
    assertThat(
            row(
                "SELECT dualPrice, ladder[1].dualPrice, gate.reason, diagnostics['gain']"
                    + " FROM dual_prices"))
        .isEqualTo(Row.of(Double.POSITIVE_INFINITY, 2.5, "PUBLISHED", 0.25));
    assertThat(row("SELECT state, asOf FROM budget_status")).isEqualTo(Row.of("ON_TRACK", AT));
    assertThat((byte[]) row("SELECT payload FROM dead_letters").getField(0))
        .containsExactly(1, 2, 3);
    assertThat(row("SELECT members[1].activation FROM `models`")).isEqualTo(Row.of("TANH"));
  }

  @Test
  void sumsAreThoseOfTheRecords() throws Exception {
    Map<String, Long> expected =
        SAMPLES.stream()
            .collect(
                Collectors.groupingBy(
                    Sample::getArmId, Collectors.summingLong(Sample::getCostMicros)));
    Map<Object, Object> found =
        rows("SELECT armId, SUM(costMicros) FROM samples GROUP BY armId").stream()
            .collect(Collectors.toMap(row -> row.getField(0), row -> row.getField(1)));
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void aTableThatDoesNotFitIsRefusedWithASuggestion() {
    String statement = TableStatements.statement(TableStatements.TABLES.get(3), "localhost:1");
    for (Map.Entry<String, String> wrong :
        Map.of(
                statement.replace("`revenue` DOUBLE", "`revenu` DOUBLE"),
                "did you mean revenue?",
                statement.replace("`revenue` DOUBLE", "`revenue` BIGINT"),
                "column revenue is BIGINT NOT NULL, the field is DOUBLE",
                statement.replace("'Sample'", "'Sampel'"),
                "did you mean Sample?")
            .entrySet()) {
      String name = "wrong_" + Math.abs(wrong.getValue().hashCode());
      tables.executeSql(wrong.getKey().replace("TABLE `samples`", "TABLE " + name));
      assertThatThrownBy(() -> rows("SELECT * FROM " + name))
          .rootCause()
          .hasMessageContaining(wrong.getValue());
    }
  }

  @Test
  void aMessageThatIsNoneStopsTheQueryUnlessItIsToBePassedOver() throws Exception {
    kafka.createTopics(Map.of(), "weir.broken");
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      producer.send(new ProducerRecord<>("weir.broken", new byte[] {1, 2, 3}));
      producer.send(
          new ProducerRecord<>(
              "weir.broken", new RecordCodec<>(Sample.class).encode(SAMPLES.get(0))));
      producer.flush();
    }
    String statement =
        bounded(TableStatements.statement(TableStatements.TABLES.get(3), kafka.bootstrapServers()))
            .replace("weir.samples", "weir.broken");
    tables.executeSql(statement.replace("TABLE `samples`", "TABLE strict"));
    assertThatThrownBy(() -> rows("SELECT armId FROM strict"))
        .rootCause()
        .hasMessageContaining("expected C3 01");
    tables.executeSql(
        statement
            .replace("TABLE `samples`", "TABLE lenient")
            .replace("'format'", "'weir-single-object.ignore-errors' = 'true', 'format'"));
    assertThat(rows("SELECT armId FROM lenient")).hasSize(1);
  }
}
