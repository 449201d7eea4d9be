package io.weir.jobs.attribution.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.formats.TopicFormat;
import io.weir.jobs.common.Read;
import io.weir.jobs.common.deadletter.DeadLetters;
import io.weir.jobs.common.kafka.RecordOrDeadLetterSchema;
import io.weir.schemas.Assignment;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.flink.types.Either;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** What an event by itself can get wrong. */
class EventSchemasTest {
  private static final Duration FUTURE = Duration.ofHours(1);

  @Test
  void aGoodEventKeepsItsBytesAndPosition() {
    byte[] bytes = Events.bytes(Events.impression("i", 5));
    EventMessage message = read(impressions(), bytes).left();
    assertThat(message.impressionId()).isEqualTo("i");
    assertThat(message.kind()).isEqualTo(EventKind.IMPRESSION);
    assertThat(message.eventTimeMillis()).isEqualTo(5);
    assertThat(message.partition()).isEqualTo(3);
    assertThat(message.offset()).isEqualTo(99);
    assertThat(message.payload()).isSameAs(bytes);
  }

  @Test
  void refusesImpossibleImpressions() {
    var nan = Events.impression("i", 5);
    nan.setNumericFeatures(List.of(1f, Float.POSITIVE_INFINITY));
    assertThat(impression(nan)).isEqualTo("NON_FINITE_FEATURE");
    assertThat(impression(Events.impression("", 5))).isEqualTo("EMPTY_IDENTIFIER");
    assertThat(impression(Events.impression("i", -1))).isEqualTo("IMPOSSIBLE_TIME");
    var future = Events.impression("i", Instant.now().plus(Duration.ofHours(2)).toEpochMilli());
    assertThat(impression(future)).isEqualTo("CLOCK_AHEAD");
    assertThat(impression(Events.impression("i", Long.MAX_VALUE))).isEqualTo("IMPOSSIBLE_TIME");
  }

  @Test
  void judgesOldEventsByTheClockOfTheirArrival() {
    long arrival = 1_767_225_600_000L;
    long limit = FUTURE.toMillis();
    assertThat(arrivedAt(arrival, Events.impression("i", arrival + limit)).isLeft()).isTrue();
    DeadLetter letter = arrivedAt(arrival, Events.impression("i", arrival + limit + 1)).right();
    assertThat(letter.getReason()).isEqualTo("CLOCK_AHEAD");
    assertThat(letter.getDetail()).contains("3600001 ms ahead of its arrival at the broker");
    assertThat(arrivedAt(arrival, Events.impression("i", arrival - 9 * limit)).isLeft()).isTrue();
  }

  @Test
  void refusesWhatIsOutOfRange() {
    var outcome = Events.outcome("o", "i", 5, 1, Long.MAX_VALUE);
    DeadLetter letter = read(outcomes(), Events.bytes(outcome)).right();
    assertThat(letter.getReason()).isEqualTo("VALUE_OUT_OF_RANGE");
    assertThat(letter.getDetail()).contains("costMicros").contains("10,000,000,000,000");
    var treatment = Events.treatment("i", 5, "ten");
    treatment.setPropensity(1e-50);
    assertThat(treatment(treatment)).isEqualTo("INVALID_PROPENSITY");
    assertThat(impression(Events.impression("i".repeat(600), 5))).isEqualTo("VALUE_OUT_OF_RANGE");
  }

  @Test
  void refusesAnEventWhoseSampleWouldNotFit() {
    var large = Events.impression("i", 5);
    large.setCategoricalFeatures(Collections.nCopies(1_000, "x".repeat(1_000)));
    DeadLetter letter = read(impressions(), Events.bytes(large)).right();
    assertThat(letter.getReason()).isEqualTo("OVERSIZED_MESSAGE");
    assertThat(letter.getPayload().remaining()).isEqualTo(DeadLetters.CUT_PAYLOAD_BYTES);
    assertThat(letter.getPayloadBytes()).isEqualTo(Events.bytes(large).length);
  }

  private static Either<EventMessage, DeadLetter> arrivedAt(long arrival, Impression impression) {
    List<Either<EventMessage, DeadLetter>> out =
        Read.with(
            impressions(),
            new ConsumerRecord<>(
                "t",
                3,
                99,
                arrival,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                null,
                Events.bytes(impression),
                new RecordHeaders(),
                Optional.empty()));
    return out.get(0);
  }

  @Test
  void refusesImpossiblePropensities() {
    var treatment = Events.treatment("i", 5, "ten");
    treatment.setPropensity(1.5);
    assertThat(treatment(treatment)).isEqualTo("INVALID_PROPENSITY");
    treatment.setPropensity(Double.NaN);
    assertThat(treatment(treatment)).isEqualTo("INVALID_PROPENSITY");
    treatment.setPropensity(null);
    assertThat(treatment(treatment)).isEqualTo("INVALID_PROPENSITY");
    treatment.setAssignment(Assignment.POLICY);
    assertThat(read(treatments(), Events.bytes(treatment)).isLeft()).isTrue();
  }

  @Test
  void refusesImpossibleOutcomes() {
    assertThat(outcome(Double.POSITIVE_INFINITY, 1)).isEqualTo("NON_FINITE_REVENUE");
    assertThat(outcome(1, -1)).isEqualTo("NEGATIVE_COST");
  }

  private static String impression(Impression impression) {
    return read(impressions(), Events.bytes(impression)).right().getReason();
  }

  private static String treatment(io.weir.schemas.Treatment treatment) {
    return read(treatments(), Events.bytes(treatment)).right().getReason();
  }

  private static String outcome(double revenue, long costMicros) {
    return read(outcomes(), Events.bytes(Events.outcome("o", "i", 5, revenue, costMicros)))
        .right()
        .getReason();
  }

  private static Either<EventMessage, DeadLetter> read(
      RecordOrDeadLetterSchema<?, EventMessage> schema, byte[] bytes) {
    List<Either<EventMessage, DeadLetter>> out =
        Read.with(schema, new ConsumerRecord<>("t", 3, 99, null, bytes));
    assertThat(out).hasSize(1);
    return out.get(0);
  }

  private static RecordOrDeadLetterSchema<Impression, EventMessage> impressions() {
    return EventSchemas.impressions(
        TopicFormat.singleObject(Impression.class), "attribution", FUTURE);
  }

  private static RecordOrDeadLetterSchema<Treatment, EventMessage> treatments() {
    return EventSchemas.treatments(
        TopicFormat.singleObject(Treatment.class), "attribution", FUTURE);
  }

  private static RecordOrDeadLetterSchema<Outcome, EventMessage> outcomes() {
    return EventSchemas.outcomes(TopicFormat.singleObject(Outcome.class), "attribution", FUTURE);
  }
}
