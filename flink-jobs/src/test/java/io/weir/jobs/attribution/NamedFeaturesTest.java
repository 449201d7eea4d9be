package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.attribution.event.Events;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Impression;
import io.weir.schemas.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Features by name are put into the campaign's order where the campaign is known. */
class NamedFeaturesTest {
  private static Impression named(String id, Map<String, Object> features) {
    Impression impression = Events.impression(id, 0);
    impression.setFeatureSet("");
    impression.setNumericFeatures(List.of());
    impression.setCategoricalFeatures(List.of());
    impression.setFeatures(features);
    return impression;
  }

  private static Map<String, Object> features(Object age, Object recency, Object city) {
    Map<String, Object> features = new HashMap<>();
    features.put("city", city);
    features.put("age", age);
    features.put("recency", recency);
    return features;
  }

  @Test
  void theSampleHasThemInTheCampaignsOrder() throws Exception {
    try (AttributionHarness job = AttributionHarness.start("--allowed-lateness=0s")) {
      job.send(named("text", features(31.0, 0.25, "berlin")));
      job.send(Events.treatment("text", 0, "ten"));
      job.send(named("other", features(true, -1.0, 7.0)));
      job.send(Events.treatment("other", 0, "ten"));
      job.watermark(2 * Events.WINDOW_MILLIS);
      assertThat(job.samples()).hasSize(2);
      for (Sample sample : job.samples()) {
        boolean text = sample.getImpressionId().equals("text");
        assertThat(sample.getFeatureSet()).isEqualTo("f1");
        assertThat(sample.getNumericFeatures())
            .isEqualTo(text ? List.of(31f, .25f) : List.of(1f, -1f));
        assertThat(sample.getCategoricalFeatures()).containsExactly(text ? "berlin" : "7");
      }
    }
  }

  @Test
  void whatDoesNotFitIsNamed() throws Exception {
    try (AttributionHarness job = AttributionHarness.start()) {
      job.send(named("a", Map.of("age", 31.0, "city", "berlin")));
      Map<String, Object> more = features(31.0, 0.25, "berlin");
      more.put("agee", 1.0);
      job.send(named("b", more));
      job.send(named("c", features("old", 0.25, "berlin")));
      job.send(named("d", features(31.0, null, "berlin")));
      assertThat(job.deadLetters())
          .extracting(letter -> letter.getReason() + " " + letter.getDetail())
          .containsExactly(
              "MISSING_FEATURE features.recency is missing",
              "UNKNOWN_FEATURE features.agee is no feature of the campaign; did you mean age?",
              "WRONG_FEATURE_TYPE features.age is numeric, and \"old\" is no number",
              "MISSING_FEATURE features.recency is missing");
    }
  }

  @Test
  void whatIsMissingReachesTheSampleWhereItIsNullable() throws Exception {
    try (AttributionHarness job = AttributionHarness.start("--allowed-lateness=0s")) {
      Campaign nullable = Events.campaign(Events.CAMPAIGN, 2);
      nullable.setNullableFeatures(List.of("recency", "city"));
      job.send(nullable);
      job.send(named("name", features(31.0, null, null)));
      job.send(Events.treatment("name", 0, "ten"));
      Impression position = Events.impression("position", 0);
      position.setNumericFeatures(List.of(31f, Float.NaN));
      position.setCategoricalFeatures(List.of(""));
      job.send(position);
      job.send(Events.treatment("position", 0, "ten"));
      Impression other = Events.impression("other", 0);
      other.setNumericFeatures(List.of(Float.NaN, 1f));
      job.send(other);
      job.watermark(2 * Events.WINDOW_MILLIS);
      assertThat(job.samples()).hasSize(2);
      for (Sample sample : job.samples()) {
        assertThat(sample.getNumericFeatures()).containsExactly(31f, Float.NaN);
        assertThat(sample.getCategoricalFeatures()).containsExactly("");
      }
      assertThat(job.deadLetters())
          .extracting(letter -> letter.getReason() + " " + letter.getDetail())
          .containsExactly(
              "NON_FINITE_FEATURE numericFeatures[0] is NaN, and age is not nullable, allowed:"
                  + " -1.0E18 to 1.0E18");
    }
  }

  /** Also where the campaign's order has changed in between. */
  @Test
  void aRepetitionIsOneAndAnotherValueConflicts() throws Exception {
    try (AttributionHarness job = AttributionHarness.start()) {
      job.send(named("a", features(31.0, 0.25, "berlin")));
      job.send(named("a", features(31.0, 0.25, "berlin")));
      Campaign turned = Events.campaign(Events.CAMPAIGN, 2);
      turned.setNumericFeatures(List.of("recency", "age"));
      turned.setFeatureSet("f2");
      job.send(turned);
      job.send(named("a", features(31.0, 0.25, "berlin")));
      assertThat(job.deadLetters()).isEmpty();
      job.send(named("a", features(32.0, 0.25, "berlin")));
      assertThat(job.deadLetters())
          .extracting(DeadLetter::getReason)
          .containsExactly("CONFLICTING_IMPRESSION");
    }
  }
}
