package io.weir.jobs.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.formats.TopicFormat;
import io.weir.jobs.budget.impression.LedgerEvent;
import io.weir.jobs.common.Read;
import io.weir.jobs.common.kafka.RecordOrDeadLetterSchema;
import io.weir.schemas.Assignment;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.types.Either;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger understands the events that the attribution job understands. */
class LedgerEventSchemasTest {
  private static <T> Either<T, DeadLetter> read(RecordOrDeadLetterSchema<?, T> schema, String json)
      throws Exception {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    List<Either<T, DeadLetter>> out =
        Read.with(schema, new ConsumerRecord<>("t", 3, 99, null, bytes));
    assertThat(out).hasSize(1);
    return out.get(0);
  }

  @Test
  void readsJsonByTheSameMapping(@TempDir Path directory) throws Exception {
    Path mapping = directory.resolve("mapping.yaml");
    Files.writeString(
        mapping,
        "treatments: {impressionId: $.id, campaignId: c, unitId: $.who,"
            + " assignedAt: $.at, armId: $.arm, assignment: RANDOMIZED, propensity: $.p,"
            + " predictedCost: $.eur}");
    BudgetOptions options =
        BudgetOptions.parse(
            "--bootstrap-servers=unused:1",
            "--treatments-format=json",
            "--outcomes-format=json",
            "--event-mapping=" + mapping);
    LedgerEvent treatment =
        read(
                LedgerEventSchemas.treatments(options.formats().treatments(), Duration.ofDays(1)),
                "{'id': 5, 'who': 'u', 'at': 77, 'arm': 'ten', 'p': 0.5, 'eur': 1.25}")
            .left();
    assertThat(treatment.impressionId()).isEqualTo("5");
    assertThat(treatment.timeMillis()).isEqualTo(77);
    assertThat(treatment.randomized()).isTrue();
    assertThat(treatment.predictedMicros()).isEqualTo(1_250_000);
    var outcomes = LedgerEventSchemas.outcomes(options.formats().outcomes(), Duration.ofDays(1));
    LedgerEvent outcome =
        read(
                outcomes,
                "{'outcomeId': 'o', 'impressionId': '5', 'campaignId': 'c', 'occurredAt':"
                    + " '1970-01-01T00:00:01Z', 'revenue': 1, 'costMicros': 7}")
            .left();
    assertThat(outcome.costMicros()).isEqualTo(7);
    assertThat(outcome.timeMillis()).isEqualTo(1_000);
    DeadLetter letter = read(outcomes, "{'outcomeId': 'o'}").right();
    assertThat(letter.getReason()).isEqualTo("MISSING_FIELD");
    assertThat(letter.getDetail()).contains("impressionId");
  }

  @Test
  void readsTheTreatmentThatAnImpressionCarriesAndNothingOfOthers() throws Exception {
    BudgetOptions options =
        BudgetOptions.parse("--bootstrap-servers=unused:1", "--impressions-format=json");
    var carried = new CarriedTreatmentSchema(options.formats().impressions(), Duration.ofDays(1));
    var separate =
        LedgerEventSchemas.treatments(
            TopicFormat.singleObject(Treatment.class), Duration.ofDays(1));
    String impression =
        "{'impressionId': 'i', 'campaignId': 'c', 'unitId': 'u', 'occurredAt': 70, 'features': {}";
    String treatment =
        "'assignedAt': 77, 'armId': 'ten', 'assignment': 'POLICY', 'predictedCostMicros': 5";
    assertThat(readAll(carried, impression + "}")).isEmpty();
    LedgerEvent event =
        readAll(carried, impression + ", 'treatment': {" + treatment + "}}").get(0).left();
    Treatment alone =
        Treatment.newBuilder()
            .setImpressionId("i")
            .setCampaignId("c")
            .setUnitId("u")
            .setAssignedAt(Instant.ofEpochMilli(77))
            .setArmId("ten")
            .setAssignment(Assignment.POLICY)
            .setPredictedCostMicros(5L)
            .build();
    byte[] bytes = new RecordCodec<>(Treatment.class).encode(alone);
    assertThat(event)
        .isEqualTo(
            Read.with(separate, new ConsumerRecord<>("t", 3, 99, null, bytes)).get(0).left());
    String randomized = treatment.replace("POLICY", "RANDOMIZED");
    assertThat(
            readAll(carried, impression + ", 'treatment': {" + randomized + "}}")
                .get(0)
                .right()
                .getReason())
        .isEqualTo("INVALID_PROPENSITY");
  }

  private static <T> List<Either<T, DeadLetter>> readAll(
      KafkaRecordDeserializationSchema<Either<T, DeadLetter>> schema, String json)
      throws Exception {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return Read.with(schema, new ConsumerRecord<>("t", 3, 99, null, bytes));
  }
}
