package io.weir.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weir.schemas.Assignment;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events in JSON, by the names of the records and by a mapping. */
class JsonEventsTest {
  private static final String MAPPING =
      """
      # A shop's own events.
      impressions:
        impressionId: $.request.id
        campaignId: spring
        unitId: $.user['customer no']
        occurredAt: $.at
        features:
          age: $.user.age
          city: {path: "$.user.addresses[0].city", default: unknown}
      treatments:
        impressionId: $.request.id
        campaignId: spring
        unitId: $.user['customer no']
        assignedAt: $.at
        armId: {path: $.coupon, values: {"0": none, "10": ten}}
        assignment: {path: $.by, values: {dice: RANDOMIZED}, default: POLICY}
        propensity: $.probability
        predictedCost: $.expectedCost
      outcomes:
        outcomeId: $.order
        impressionId: $.request
        campaignId: spring
        occurredAt: $.at
        revenue: {value: 1}
        cost: $.discount
      """;

  private static <R extends SpecificRecord> EventDecoder<R> byName(Class<R> type) {
    return new TopicFormat<>(type, EventFormat.JSON, null, null).open();
  }

  private static <R extends SpecificRecord> EventDecoder<R> mapped(
      Path directory, Class<R> type, String topic) throws Exception {
    Path file = directory.resolve("mapping.yaml");
    Files.writeString(file, MAPPING);
    Map<String, EventMapping> mappings =
        MappingFile.read(
            file,
            Map.of(
                "impressions", Impression.getClassSchema(),
                "treatments", Treatment.getClassSchema(),
                "outcomes", Outcome.getClassSchema()));
    return new TopicFormat<>(type, EventFormat.JSON, mappings.get(topic), null).open();
  }

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void takesFieldsByTheirOwnNames() throws Exception {
    Impression read =
        byName(Impression.class)
            .decode(
                json(
                    "{'impressionId': 17, 'campaignId': 'spring', 'unitId': 'u', 'extra': [1],"
                        + " 'occurredAt': '2026-05-04T11:30:00.250+02:00', 'features': {'age': 31,"
                        + " 'member': true, 'city': 'Köln', 'gone': null}}"));
    assertThat(read.getImpressionId()).isEqualTo("17");
    assertThat(read.getOccurredAt()).isEqualTo(Instant.parse("2026-05-04T09:30:00.250Z"));
    assertThat(read.getFeatureSet()).isEmpty();
    assertThat(read.getNumericFeatures()).isEmpty();
    assertThat(read.getFeatures())
        .containsEntry("age", 31.0)
        .containsEntry("member", true)
        .containsEntry("city", "Köln")
        .containsEntry("gone", null);
  }

  @Test
  void takesFeaturesByPositionAndTimesInMilliseconds() throws Exception {
    Impression read =
        byName(Impression.class)
            .decode(
                json(
                    "{'impressionId': 'i', 'campaignId': 'c', 'unitId': 'u', 'occurredAt': 1500,"
                        + " 'featureSet': 'f', 'numericFeatures': [1, 2.5],"
                        + " 'categoricalFeatures': ['a']}"));
    assertThat(read.getOccurredAt()).isEqualTo(Instant.ofEpochMilli(1500));
    assertThat(read.getNumericFeatures()).containsExactly(1f, 2.5f);
    assertThat(read.getCategoricalFeatures()).containsExactly("a");
    assertThat(read.getFeatures()).isNull();
  }

  @Test
  void takesAnImpressionFromTheUsersOwnEvent(@TempDir Path directory) throws Exception {
    EventDecoder<Impression> decoder = mapped(directory, Impression.class, "impressions");
    Impression read =
        decoder.decode(
            json(
                "{'request': {'id': 'r1'}, 'at': 9,"
                    + " 'user': {'customer no': 4711, 'age': 40,"
                    + " 'addresses': [{'city': 'Ulm'}, {'city': 'Bonn'}]}}"));
    assertThat(read.getImpressionId()).isEqualTo("r1");
    assertThat(read.getCampaignId()).isEqualTo("spring");
    assertThat(read.getUnitId()).isEqualTo("4711");
    assertThat(read.getFeatures()).isEqualTo(Map.of("age", 40.0, "city", "Ulm"));
    Impression without =
        decoder.decode(json("{'request': {'id': 1}, 'at': 9, 'user': {'customer no': 2}}"));
    assertThat(without.getFeatures()).isEqualTo(Map.of("city", "unknown"));
  }

  @Test
  void translatesWordsAndMoney(@TempDir Path directory) throws Exception {
    Treatment read =
        mapped(directory, Treatment.class, "treatments")
            .decode(
                json(
                    "{'request': {'id': 'r'}, 'at': 9, 'user': {'customer no': 2},"
                        + " 'coupon': 10, 'by': 'dice', 'probability': 0.25,"
                        + " 'expectedCost': '0.1'}"));
    assertThat(read.getArmId()).isEqualTo("ten");
    assertThat(read.getAssignment()).isEqualTo(Assignment.RANDOMIZED);
    assertThat(read.getPropensity()).isEqualTo(.25);
    assertThat(read.getPredictedCostMicros()).isEqualTo(100_000);
    assertThat(read.getModelVersion()).isNull();
    Outcome outcome =
        mapped(directory, Outcome.class, "outcomes")
            .decode(json("{'order': 'o', 'request': 'r', 'at': 9, 'discount': 2.4999996}"));
    assertThat(outcome.getCostMicros()).isEqualTo(2_500_000);
    assertThat(outcome.getRevenue()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'order': 'o', 'at': 9, 'discount': 1}"
            + " | MISSING_FIELD | impressionId is missing: nothing at $.request",
        "{'order': 'o', 'request': 'r', 'at': 9}"
            + " | MISSING_FIELD | costMicros is not in the mapping",
        "{'order': 'o', 'request': 'r', 'at': 'noon', 'discount': 1} | INVALID_FIELD"
            + " | occurredAt ($.at) must be a time with its offset",
        "{'order': 'o', 'request': 'r', 'at': '2026-05-04T09:30:00', 'discount': 1}"
            + " | INVALID_FIELD | occurredAt ($.at) must be a time with its offset",
        "{'order': 'o', 'request': 'r', 'at': 9, 'discount': 'much'}"
            + " | INVALID_FIELD | cost ($.discount) must be a number, is \"much\"",
        "{'order': 'o', 'request': 'r', 'at': 9, 'discount': 1e300}"
            + " | INVALID_FIELD | cost ($.discount) must be an amount in whole currency units",
        "{'order': ['o'], 'request': 'r', 'at': 9, 'discount': 1}"
            + " | INVALID_FIELD | outcomeId ($.order) must be a text, is [\"o\"]",
        "{'order': 'o' | MALFORMED_JSON | is no JSON",
        "[1] | MALFORMED_JSON | is no JSON object",
        "{'order': 'o', 'order': 'p'} | MALFORMED_JSON | is no JSON",
        "{} {} | MALFORMED_JSON | is no JSON"
      })
  void namesTheFieldThatDoesNotMap(
      String event, String reason, String detail, @TempDir Path directory) throws Exception {
    EventDecoder<Outcome> decoder = mapped(directory, Outcome.class, "outcomes");
    UnmappedEventException failure =
        catchThrowableOfType(
            UnmappedEventException.class,
            () -> decoder.decode(event.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    assertThat(failure.reason()).hasToString(reason);
    assertThat(failure.detail()).startsWith(detail.strip());
  }

  @Test
  void aWordWithoutAMeaningIsNamed(@TempDir Path directory) throws Exception {
    EventDecoder<Treatment> decoder = mapped(directory, Treatment.class, "treatments");
    byte[] event =
        json("{'request': {'id': 1}, 'at': 9, 'user': {'customer no': 2}, 'coupon': 15}");
    UnmappedEventException failure =
        catchThrowableOfType(UnmappedEventException.class, () -> decoder.decode(event));
    assertThat(failure.detail())
        .isEqualTo("armId ($.coupon) is \"15\", for which the mapping has no value");
  }
}
