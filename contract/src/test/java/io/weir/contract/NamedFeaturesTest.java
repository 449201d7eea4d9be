package io.weir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.contract.EventProblem.Kind;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Impression;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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

  private static @Nullable EventProblem placed(Impression impression) {
    Campaign campaign = Records.campaign();
    campaign.setNullableFeatures(List.of("age", "city"));
    campaign.setNumericFeatures(List.of("age", "spend"));
    campaign.setCategoricalFeatures(List.of(new CategoricalFeature("city", 4)));
    return new FeatureNames(campaign).place(impression);
  }

  @Test
  void nullableOnesMayBeNullNaNOrNotThere() {
    Map<String, Object> nothing = new HashMap<>();
    nothing.put("spend", 2.0);
    Map<String, Object> nulls = new HashMap<>(nothing);
    nulls.put("age", null);
    nulls.put("city", null);
    Map<String, Object> nan = Map.of("spend", 2.0, "age", Double.NaN, "city", Double.NaN);
    for (Map<String, Object> features : List.of(nothing, nulls, nan)) {
      Impression impression = impression(List.of(), features);
      assertThat(EventValidator.problem(impression)).isNull();
      assertThat(placed(impression)).isNull();
      assertThat(impression.getNumericFeatures()).containsExactly(Float.NaN, 2f);
      assertThat(impression.getCategoricalFeatures()).containsExactly("");
    }
  }

  @Test
  void othersMayNotAndAnUnknownNameIsNoneThatIsMissing() {
    assertThat(placed(impression(List.of(), Map.of("age", 1.0))))
        .hasToString(
            new EventProblem(Kind.MISSING_FEATURE, "features.spend", "is missing").toString());
    EventProblem nan = placed(impression(List.of(), Map.of("spend", Double.NaN)));
    assertThat(Objects.requireNonNull(nan).kind()).isEqualTo(Kind.NON_FINITE_FEATURE);
    assertThat(nan.path()).isEqualTo("features.spend");
    // As many as there are, one of them missing and one of them unknown.
    Impression misspelt = impression(List.of(), Map.of("spend", 1.0, "agee", 2.0, "city", "Ulm"));
    EventProblem unknown = placed(misspelt);
    assertThat(Objects.requireNonNull(unknown).kind()).isEqualTo(Kind.UNKNOWN_FEATURE);
    assertThat(unknown.path()).isEqualTo("features.agee");
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
    assertThat(problem(List.of(), Map.of("age", Double.POSITIVE_INFINITY)))
        .isEqualTo("NON_FINITE_FEATURE features.age");
    assertThat(problem(List.of(), Map.of("age", 1e19)))
        .isEqualTo("VALUE_OUT_OF_RANGE features.age");
    assertThat(problem(List.of(), Map.of("city", "x".repeat(1_025))))
        .isEqualTo("VALUE_OUT_OF_RANGE features.city");
    assertThat(problem(List.of(1f), Map.of())).isEqualTo("VALUE_OUT_OF_RANGE features");
  }
}
