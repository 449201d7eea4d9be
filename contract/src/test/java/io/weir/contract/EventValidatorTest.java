package io.weir.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.weir.contract.EventProblem.Kind;
import io.weir.schemas.Assignment;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers, times, texts and lists at and beyond their limits. */
class EventValidatorTest {
  private static Arguments bad(Kind kind, String path, Consumer<Outcome> change) {
    return arguments(kind, path, change);
  }

  static Stream<Arguments> outcomes() {
    return Stream.of(
        bad(Kind.EMPTY_IDENTIFIER, "outcomeId", o -> o.setOutcomeId("")),
        bad(Kind.VALUE_OUT_OF_RANGE, "impressionId", o -> o.setImpressionId("x".repeat(513))),
        bad(Kind.VALUE_OUT_OF_RANGE, "costMicros", o -> o.setCostMicros(Long.MAX_VALUE)),
        bad(Kind.VALUE_OUT_OF_RANGE, "costMicros", o -> o.setCostMicros(10_000_000_000_001L)),
        bad(Kind.NEGATIVE_COST, "costMicros", o -> o.setCostMicros(-1)),
        bad(Kind.NEGATIVE_COST, "costMicros", o -> o.setCostMicros(Long.MIN_VALUE)),
        bad(Kind.NON_FINITE_REVENUE, "revenue", o -> o.setRevenue(Double.NaN)),
        bad(Kind.NON_FINITE_REVENUE, "revenue", o -> o.setRevenue(Double.NEGATIVE_INFINITY)),
        bad(Kind.VALUE_OUT_OF_RANGE, "revenue", o -> o.setRevenue(1e300)),
        bad(Kind.IMPOSSIBLE_TIME, "occurredAt", o -> o.setOccurredAt(Instant.ofEpochMilli(-1))),
        bad(
            Kind.IMPOSSIBLE_TIME,
            "occurredAt",
            o -> o.setOccurredAt(Instant.ofEpochMilli(Long.MAX_VALUE))),
        bad(Kind.CURRENCY_MISMATCH, "currency", o -> o.setCurrency("dollars")),
        bad(Kind.EMPTY_IDENTIFIER, "correctsOutcomeId", o -> o.setCorrectsOutcomeId("")),
        bad(Kind.INVALID_CORRECTION, "correctsOutcomeId", o -> o.setCorrectsOutcomeId("o1")),
        bad(
            Kind.VALUE_OUT_OF_RANGE,
            "costMicros",
            o -> {
              o.setCorrectsOutcomeId("o0");
              o.setCostMicros(-10_000_000_000_001L);
            }));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void refusesOutcomes(Kind kind, String path, Consumer<Outcome> change) {
    Outcome outcome = Records.outcome();
    change.accept(outcome);
    assertRefused(EventValidator.problem(outcome), kind, path);
  }

  @Test
  void takesWhatLiesAtTheLimits() {
    Outcome outcome = Records.outcome();
    outcome.setCostMicros(10_000_000_000_000L);
    outcome.setRevenue(-1e12);
    outcome.setCurrency("JPY");
    assertThat(EventValidator.problem(outcome)).isNull();
    outcome.setCorrectsOutcomeId("o0");
    outcome.setCostMicros(-10_000_000_000_000L);
    assertThat(EventValidator.problem(outcome)).isNull();
  }

  static Stream<Double> impossiblePropensities() {
    return Stream.of(
        0.0, -0.5, 1.0000001, 1e-50, 1e-40, Double.MIN_VALUE, 9e-7, Double.NaN, 1 / 0.0);
  }

  @ParameterizedTest
  @MethodSource("impossiblePropensities")
  void refusesPropensities(double propensity) {
    Treatment treatment = Records.treatment();
    treatment.setPropensity(propensity);
    assertRefused(EventValidator.problem(treatment), Kind.INVALID_PROPENSITY, "propensity");
  }

  @Test
  void aRandomizedTreatmentHasAPropensity() {
    Treatment treatment = Records.treatment();
    treatment.setPropensity(null);
    assertRefused(EventValidator.problem(treatment), Kind.INVALID_PROPENSITY, "propensity");
    treatment.setAssignment(Assignment.POLICY);
    assertThat(EventValidator.problem(treatment)).isNull();
  }

  @Test
  void refusesTreatments() {
    Treatment predicted = Records.treatment();
    predicted.setPredictedCostMicros(Long.MAX_VALUE);
    assertRefused(
        EventValidator.problem(predicted), Kind.VALUE_OUT_OF_RANGE, "predictedCostMicros");
    Treatment version = Records.treatment();
    version.setModelVersion(Long.MAX_VALUE);
    assertRefused(EventValidator.problem(version), Kind.VALUE_OUT_OF_RANGE, "modelVersion");
    Treatment price = Records.treatment();
    price.setDualPrice(Double.NaN);
    assertRefused(EventValidator.problem(price), Kind.VALUE_OUT_OF_RANGE, "dualPrice");
    price.setDualPrice(Double.POSITIVE_INFINITY);
    assertThat(EventValidator.problem(price)).isNull();
  }

  @Test
  void namesTheFeature() {
    Impression impression = Records.impression();
    impression.getNumericFeatures().set(1, Float.NEGATIVE_INFINITY);
    assertRefused(
        EventValidator.problem(impression), Kind.NON_FINITE_FEATURE, "numericFeatures[1]");
    impression.getNumericFeatures().set(1, Float.MAX_VALUE);
    assertRefused(
        EventValidator.problem(impression), Kind.VALUE_OUT_OF_RANGE, "numericFeatures[1]");
    impression.getNumericFeatures().set(1, 1e9f);
    assertThat(EventValidator.problem(impression)).isNull();
    // Missing: whether it may be is the campaign's to say.
    impression.getNumericFeatures().set(1, Float.NaN);
    assertThat(EventValidator.problem(impression)).isNull();
    impression.getCategoricalFeatures().set(0, "x".repeat(1_025));
    assertRefused(
        EventValidator.problem(impression), Kind.VALUE_OUT_OF_RANGE, "categoricalFeatures[0]");
    impression.setNumericFeatures(Collections.nCopies(300_000, Float.NaN));
    EventProblem problem = EventValidator.problem(impression);
    assertRefused(problem, Kind.VALUE_OUT_OF_RANGE, "numericFeatures");
    assertThat(problem.toString()).hasSizeLessThan(100);
  }

  @Test
  void samplesHaveTheSameRanges() {
    Sample sample =
        Sample.newBuilder()
            .setImpressionId("i1")
            .setCampaignId("spring")
            .setUnitId("u1")
            .setOccurredAt(Records.AT)
            .setClosedAt(Records.AT)
            .setFeatureSet("f1")
            .setNumericFeatures(List.of(1f))
            .setCategoricalFeatures(List.of())
            .setArmId("ten")
            .setAssignment(Assignment.RANDOMIZED)
            .setPropensity(0.5)
            .setRevenue(1)
            .setCostMicros(1)
            .build();
    assertThat(EventValidator.problem(sample)).isNull();
    sample.setPropensity(1e-50);
    assertRefused(EventValidator.problem(sample), Kind.INVALID_PROPENSITY, "propensity");
    sample.setPropensity(0.5);
    sample.setCostMicros(Long.MAX_VALUE);
    assertRefused(EventValidator.problem(sample), Kind.VALUE_OUT_OF_RANGE, "costMicros");
  }

  private static void assertRefused(@Nullable EventProblem problem, Kind kind, String path) {
    assertThat(problem).isNotNull();
    assertThat(problem.kind()).isEqualTo(kind);
    assertThat(problem.path()).isEqualTo(path);
  }
}
