package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.RecordOrDeadLetterSchema;
import io.weir.schemas.Assignment;
import io.weir.schemas.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.types.Either;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What an event by itself can get wrong. */
class EventSchemasTest {
  private static final Duration FUTURE = Duration.ofHours(1);

  @Test
  void aGoodEventKeepsItsBytesAndPosition() {
    byte[] bytes = Events.bytes(Events.impression("i", 5));
    EventMessage message = read(EventSchemas.impressions(FUTURE), bytes).left();
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
    nan.setNumericFeatures(List.of(1f, Float.NaN));
    assertThat(impression(nan)).isEqualTo("NON_FINITE_FEATURE");
    assertThat(impression(Events.impression("", 5))).isEqualTo("EMPTY_IDENTIFIER");
    assertThat(impression(Events.impression("i", -1))).isEqualTo("IMPOSSIBLE_TIME");
    var future = Events.impression("i", Instant.now().plus(Duration.ofHours(2)).toEpochMilli());
    assertThat(impression(future)).isEqualTo("IMPOSSIBLE_TIME");
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
    assertThat(read(EventSchemas.treatments(FUTURE), Events.bytes(treatment)).isLeft()).isTrue();
  }

  @Test
  void refusesImpossibleOutcomes() {
    assertThat(outcome(Double.POSITIVE_INFINITY, 1)).isEqualTo("NON_FINITE_REVENUE");
    assertThat(outcome(1, -1)).isEqualTo("NEGATIVE_COST");
  }

  private static String impression(io.weir.schemas.Impression impression) {
    return read(EventSchemas.impressions(FUTURE), Events.bytes(impression)).right().getReason();
  }

  private static String treatment(io.weir.schemas.Treatment treatment) {
    return read(EventSchemas.treatments(FUTURE), Events.bytes(treatment)).right().getReason();
  }

  private static String outcome(double revenue, long costMicros) {
    return read(
            EventSchemas.outcomes(FUTURE),
            Events.bytes(Events.outcome("o", "i", 5, revenue, costMicros)))
        .right()
        .getReason();
  }

  private static Either<EventMessage, DeadLetter> read(
      RecordOrDeadLetterSchema<?, EventMessage> schema, byte[] bytes) {
    List<Either<EventMessage, DeadLetter>> out = new ArrayList<>();
    schema.deserialize(new ConsumerRecord<>("t", 3, 99, null, bytes), new ListCollector<>(out));
    assertThat(out).hasSize(1);
    return out.get(0);
  }
}
