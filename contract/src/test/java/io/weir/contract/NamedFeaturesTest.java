package io.weir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.schemas.Impression;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Features by name have the ranges of those by position. */
class NamedFeaturesTest {
  private static Impression impression(List<Float> numbers, Map<String, Object> features) {
    return Impression.newBuilder()
        .setImpressionId("i")
        .setCampaignId("c")
        .setUnitId("u")
        .setOccurredAt(Instant.EPOCH)
        .setFeatureSet("")
        .setNumericFeatures(numbers)
        .setCategoricalFeatures(List.of())
        .setFeatures(features)
        .build();
  }

  private static String problem(List<Float> numbers, Map<String, Object> features) {
    EventProblem problem = EventValidator.problem(impression(numbers, features));
    return Objects.requireNonNull(problem).kind() + " " + problem.path();
  }

  @Test
  void theyMayBeOfEveryType() {
    Map<String, Object> features = Map.of("age", 3.0, "city", "Ulm", "member", true);
    assertThat(EventValidator.problem(impression(List.of(), features))).isNull();
  }

  @Test
  void rangesHold() {
    assertThat(problem(List.of(), Map.of("age", Double.NaN)))
        .isEqualTo("NON_FINITE_FEATURE features.age");
    assertThat(problem(List.of(), Map.of("age", 1e19)))
        .isEqualTo("VALUE_OUT_OF_RANGE features.age");
    assertThat(problem(List.of(), Map.of("city", "x".repeat(1_025))))
        .isEqualTo("VALUE_OUT_OF_RANGE features.city");
    assertThat(problem(List.of(1f), Map.of())).isEqualTo("VALUE_OUT_OF_RANGE features");
  }
}
