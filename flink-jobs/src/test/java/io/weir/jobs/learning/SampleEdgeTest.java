package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.Read;
import io.weir.schemas.Assignment;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.types.Either;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A sample has the ranges of the events that it is made of, whoever wrote it. */
class SampleEdgeTest {
  private static Arguments spoiled(String reason, Consumer<Sample> change) {
    return Arguments.of(reason, change);
  }

  static Stream<Arguments> samples() {
    return Stream.of(
        spoiled("EMPTY_IDENTIFIER", s -> s.setCampaignId("")),
        spoiled("INVALID_PROPENSITY", s -> s.setPropensity(1e-50)),
        spoiled("INVALID_PROPENSITY", s -> s.setPropensity(Double.MIN_VALUE)),
        spoiled("VALUE_OUT_OF_RANGE", s -> s.setCostMicros(Long.MAX_VALUE)),
        spoiled("VALUE_OUT_OF_RANGE", s -> s.setRevenue(1e300)),
        spoiled("VALUE_OUT_OF_RANGE", s -> s.setNumericFeatures(List.of(3.4e38f))),
        spoiled("IMPOSSIBLE_TIME", s -> s.setClosedAt(Instant.ofEpochMilli(Long.MAX_VALUE))));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void refuses(String reason, Consumer<Sample> change) {
    Sample sample = sample();
    change.accept(sample);
    assertThat(read(sample).right().getReason()).isEqualTo(reason);
  }

  @Test
  void takesAGoodOne() {
    assertThat(read(sample()).left().sample).isEqualTo(sample());
  }

  private static Either<SampleMessage, DeadLetter> read(Sample sample) {
    List<Either<SampleMessage, DeadLetter>> out =
        Read.with(
            LearningSources.samplesSchema(),
            new ConsumerRecord<>("s", 0, 1, null, new RecordCodec<>(Sample.class).encode(sample)));
    assertThat(out).hasSize(1);
    return out.get(0);
  }

  private static Sample sample() {
    return Sample.newBuilder()
        .setImpressionId("i")
        .setCampaignId("c")
        .setUnitId("u")
        .setOccurredAt(Instant.EPOCH)
        .setClosedAt(Instant.EPOCH)
        .setFeatureSet("f")
        .setNumericFeatures(List.of(1f))
        .setCategoricalFeatures(List.of())
        .setArmId("ten")
        .setAssignment(Assignment.RANDOMIZED)
        .setPropensity(0.5)
        .setRevenue(1)
        .setCostMicros(1)
        .build();
  }
}
