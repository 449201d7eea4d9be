package io.weir.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weir.schemas.Assignment;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Avro events whose schemas lie in a registry, which runs as a process of its own. */
class RegistryITCase {
  private static final String ORDER =
      """
      {"type": "record", "name": "Order", "namespace": "shop", "fields": [
        {"name": "number", "type": "long"},
        {"name": "page", "type": ["null", "string"], "default": null},
        {"name": "placed", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "discount",
         "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}}]}
      """;

  private static final EventMapping MAPPING =
      new EventMapping(
          Map.of(
              "outcomeId", FieldSource.at("$.number"),
              "impressionId", FieldSource.at("$.page"),
              "campaignId", FieldSource.constant("spring"),
              "occurredAt", FieldSource.at("$.placed"),
              "revenue", FieldSource.constant("1"),
              "cost", FieldSource.at("$.discount")),
          Map.of());

  private static RegistryProcess registry;

  @BeforeAll
  static void start() throws Exception {
    registry = RegistryProcess.start();
  }

  @AfterAll
  static void stop() throws Exception {
    registry.close();
  }

  private static <R extends SpecificRecord> EventDecoder<R> decoder(
      Class<R> type, EventMapping mapping) {
    return new TopicFormat<>(
            type,
            EventFormat.AVRO_CONFLUENT,
            mapping,
            new RegistryAddress(registry.url() + "/", null))
        .open();
  }

  private static <T> byte[] framed(int id, org.apache.avro.io.DatumWriter<T> writer, T record)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    writer.write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static GenericRecord order(Schema schema, String page) {
    Schema amount = schema.getField("discount").schema();
    return new GenericRecordBuilder(schema)
        .set("number", 12345678901L)
        .set("page", page)
        .set("placed", 1_777_777_777_123_456L)
        .set(
            "discount",
            new Conversions.DecimalConversion()
                .toBytes(new BigDecimal("2.50"), amount, amount.getLogicalType()))
        .build();
  }

  @Test
  void mapsTheUsersOwnSchema() throws Exception {
    Schema schema = new Schema.Parser().parse(ORDER);
    int id = registry.register("orders-value", schema.toString());
    byte[] message = framed(id, new GenericDatumWriter<>(schema), order(schema, "p-1"));
    Outcome outcome = decoder(Outcome.class, MAPPING).decode(message);
    assertThat(outcome.getOutcomeId()).isEqualTo("12345678901");
    assertThat(outcome.getImpressionId()).isEqualTo("p-1");
    assertThat(outcome.getOccurredAt()).isEqualTo(Instant.ofEpochMilli(1_777_777_777_123L));
    assertThat(outcome.getCostMicros()).isEqualTo(2_500_000);
  }

  @Test
  void readsOurOwnRecordsAsTheyAre() throws Exception {
    Treatment treatment =
        Treatment.newBuilder()
            .setImpressionId("i")
            .setCampaignId("c")
            .setUnitId("u")
            .setAssignedAt(Instant.ofEpochMilli(77))
            .setArmId("ten")
            .setAssignment(Assignment.RANDOMIZED)
            .setPropensity(.125)
            .setPredictedCostMicros(5L)
            .build();
    int id = registry.register("treatments-value", Treatment.getClassSchema().toString());
    byte[] bytes = framed(id, new SpecificDatumWriter<>(Treatment.class), treatment);
    assertThat(decoder(Treatment.class, null).decode(bytes)).isEqualTo(treatment);
    Impression impression =
        Impression.newBuilder()
            .setImpressionId("i")
            .setCampaignId("c")
            .setUnitId("u")
            .setOccurredAt(Instant.ofEpochMilli(77))
            .setFeatureSet("")
            .setNumericFeatures(java.util.List.of())
            .setCategoricalFeatures(java.util.List.of())
            .setFeatures(Map.of("age", 31.5, "city", "Ulm", "member", true))
            .build();
    int other = registry.register("impressions-value", Impression.getClassSchema().toString());
    byte[] second = framed(other, new SpecificDatumWriter<>(Impression.class), impression);
    assertThat(decoder(Impression.class, null).decode(second)).isEqualTo(impression);
  }

  @Test
  void findsSchemasThatReferToOthers() throws Exception {
    registry.register(
        "person",
        "{\"type\": \"record\", \"name\": \"shop.Person\", \"fields\": [{\"name\": \"no\","
            + " \"type\": \"string\"}]}");
    int id =
        registry.register(
            "visit",
            "{\"type\": \"record\", \"name\": \"shop.Visit\", \"fields\": [{\"name\": \"who\","
                + " \"type\": \"shop.Person\"}]}",
            "[{\"name\": \"shop.Person\", \"subject\": \"person\", \"version\": 1}]");
    Schema schema = new SchemaRegistry(new RegistryAddress(registry.url(), null)).schema(id);
    assertThat(schema.getField("who").schema().getField("no").schema().getType())
        .isEqualTo(Schema.Type.STRING);
  }

  @Test
  void whatDoesNotReadNamesWhy() throws Exception {
    Schema schema = new Schema.Parser().parse(ORDER);
    int id = registry.register("orders-value", schema.toString());
    EventDecoder<Outcome> decoder = decoder(Outcome.class, MAPPING);
    byte[] nowhere = framed(id, new GenericDatumWriter<>(schema), order(schema, null));
    assertThat(refused(decoder, nowhere))
        .isEqualTo("MISSING_FIELD impressionId is missing: nothing at $.page");
    byte[] good = framed(id, new GenericDatumWriter<>(schema), order(schema, "p"));
    assertThat(refused(decoder, framed(999, new GenericDatumWriter<>(schema), order(schema, "p"))))
        .isEqualTo("UNKNOWN_SCHEMA_ID the registry has no schema 999");
    assertThat(refused(decoder, new byte[] {(byte) 0xC3, 1, 2, 3, 4, 5, 6}))
        .startsWith("UNKNOWN_SCHEMA_ID does not begin with a zero byte");
    assertThat(refused(decoder, java.util.Arrays.copyOf(good, good.length - 2)))
        .startsWith("INVALID_FIELD the body ends inside the record of schema " + id);
    assertThat(refused(decoder, java.util.Arrays.copyOf(good, good.length + 1)))
        .startsWith("INVALID_FIELD bytes are left after the record of schema " + id);
    assertThat(decoder.decode(good).getImpressionId()).isEqualTo("p");
  }

  /** A registry that is gone takes no event with it: what it told is kept, the rest has to wait. */
  @Test
  void aRegistryThatIsGoneIsNoFaultOfTheEvent() throws Exception {
    Schema schema = new Schema.Parser().parse(ORDER);
    GenericData.Record order = (GenericData.Record) order(schema, "p");
    try (RegistryProcess gone = RegistryProcess.start()) {
      int id = gone.register("orders-value", schema.toString());
      EventDecoder<Outcome> decoder =
          new TopicFormat<>(
                  Outcome.class,
                  EventFormat.AVRO_CONFLUENT,
                  MAPPING,
                  new RegistryAddress(gone.url(), null))
              .open();
      byte[] known = framed(id, new GenericDatumWriter<>(schema), order);
      decoder.decode(known);
      gone.close();
      assertThat(decoder.decode(known).getImpressionId()).isEqualTo("p");
      byte[] other = framed(id + 1, new GenericDatumWriter<>(schema), order);
      assertThatThrownBy(() -> decoder.decode(other))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the schema registry does not answer");
    }
  }

  private static String refused(EventDecoder<Outcome> decoder, byte[] message) {
    UnmappedEventException failure =
        catchThrowableOfType(UnmappedEventException.class, () -> decoder.decode(message));
    return failure.reason() + " " + failure.detail();
  }
}
