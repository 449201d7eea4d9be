package io.weir.contract;

import io.weir.contract.EventProblem.Kind;
import io.weir.schemas.Assignment;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one validator of events: what an event by itself can get wrong, its clock apart. Returns the
 * first problem and null for none, as it runs for every event.
 */
public final class EventValidator {
  private EventValidator() {}

  /** Returns what is wrong with an impression, or null. */
  public static @Nullable EventProblem problem(Impression impression) {
    FirstProblem first = new FirstProblem();
    first.identifier("impressionId", impression.getImpressionId());
    first.identifier("campaignId", impression.getCampaignId());
    first.length(Ranges.UNIT_LENGTH, "unitId", impression.getUnitId());
    first.time("occurredAt", impression.getOccurredAt());
    first.length(Ranges.TEXT_LENGTH, "featureSet", impression.getFeatureSet());
    features(first, impression.getNumericFeatures(), impression.getCategoricalFeatures());
    if (impression.getFeatures() != null) {
      namedFeatures(first, impression);
    }
    Treatment carried = CarriedTreatments.of(impression);
    if (carried != null && first.found() == null) {
      EventProblem problem = problem(carried);
      if (problem != null) {
        first.add(problem.kind(), "treatment." + problem.path(), problem.message());
      }
    }
    return first.found();
  }

  /** Returns what is wrong with a treatment, or null. */
  public static @Nullable EventProblem problem(Treatment treatment) {
    FirstProblem first = new FirstProblem();
    first.identifier("impressionId", treatment.getImpressionId());
    first.identifier("campaignId", treatment.getCampaignId());
    first.length(Ranges.UNIT_LENGTH, "unitId", treatment.getUnitId());
    first.time("assignedAt", treatment.getAssignedAt());
    first.identifier("armId", treatment.getArmId());
    propensity(first, treatment.getAssignment(), treatment.getPropensity());
    first.in(Ranges.VERSION, "modelVersion", treatment.getModelVersion());
    first.in(Ranges.DUAL_PRICE, "dualPrice", treatment.getDualPrice(), Kind.VALUE_OUT_OF_RANGE);
    first.in(Ranges.COST_MICROS, "predictedCostMicros", treatment.getPredictedCostMicros());
    return first.found();
  }

  /** Returns what is wrong with an outcome, or null. */
  public static @Nullable EventProblem problem(Outcome outcome) {
    FirstProblem first = new FirstProblem();
    first.identifier("outcomeId", outcome.getOutcomeId());
    first.identifier("impressionId", outcome.getImpressionId());
    first.identifier("campaignId", outcome.getCampaignId());
    first.time("occurredAt", outcome.getOccurredAt());
    first.in(Ranges.REVENUE, "revenue", outcome.getRevenue(), Kind.NON_FINITE_REVENUE);
    correction(first, outcome);
    String currency = outcome.getCurrency();
    if (currency != null && !BudgetRules.isCurrency(currency)) {
      first.add(
          Kind.CURRENCY_MISMATCH, "currency", "is \"" + currency + "\", which is no ISO 4217 code");
    }
    return first.found();
  }

  /** Returns what is wrong with a sample, or null. */
  public static @Nullable EventProblem problem(Sample sample) {
    FirstProblem first = new FirstProblem();
    first.identifier("impressionId", sample.getImpressionId());
    first.identifier("campaignId", sample.getCampaignId());
    first.time("occurredAt", sample.getOccurredAt());
    first.time("closedAt", sample.getClosedAt());
    first.time("assignedAt", sample.getAssignedAt());
    features(first, sample.getNumericFeatures(), sample.getCategoricalFeatures());
    first.identifier("armId", sample.getArmId());
    propensity(first, sample.getAssignment(), sample.getPropensity());
    first.in(Ranges.VERSION, "modelVersion", sample.getModelVersion());
    first.in(Ranges.SAMPLE_REVENUE, "revenue", sample.getRevenue(), Kind.NON_FINITE_REVENUE);
    first.in(Ranges.SAMPLE_COST_MICROS, "costMicros", sample.getCostMicros());
    return first.found();
  }

  /**
   * Returns what is wrong with a published dual price, or null.
   *
   * @param key campaign that the message is about; null if it has no key
   */
  public static @Nullable String priceProblem(DualPrice price, @Nullable String key) {
    if (!price.getCampaignId().equals(key)) {
      return "the key is not the campaignId";
    }
    if (!Ranges.DUAL_PRICE.contains(price.getDualPrice())) {
      return "dualPrice is " + price.getDualPrice() + allowed(Ranges.DUAL_PRICE);
    }
    if (!Ranges.VERSION.contains(price.getPriceVersion())) {
      return "priceVersion is " + price.getPriceVersion() + allowed(Ranges.VERSION);
    }
    if (!Ranges.VERSION.contains(price.getModelVersion())) {
      return "modelVersion is " + price.getModelVersion() + allowed(Ranges.VERSION);
    }
    if (!Ranges.TIME.contains(price.getComputedAt())) {
      return "computedAt is " + price.getComputedAt() + allowed(Ranges.TIME);
    }
    return null;
  }

  private static void features(FirstProblem first, List<Float> numeric, List<String> categorical) {
    first.in(Ranges.NUMERIC_FEATURES, "numericFeatures", (long) numeric.size());
    first.in(Ranges.CATEGORICAL_FEATURES, "categoricalFeatures", (long) categorical.size());
    for (int i = 0; i < numeric.size(); i++) {
      float value = numeric.get(i);
      // NaN is a missing value. Whether it may be missing is the campaign's to say.
      if (!Ranges.NUMERIC_FEATURE.contains(value) && !Float.isNaN(value)) {
        String path = "numericFeatures[" + i + "]";
        first.in(Ranges.NUMERIC_FEATURE, path, (double) value, Kind.NON_FINITE_FEATURE);
      }
    }
    for (int i = 0; i < categorical.size(); i++) {
      if (!Ranges.TEXT_LENGTH.contains(categorical.get(i).length())) {
        first.length(Ranges.TEXT_LENGTH, "categoricalFeatures[" + i + "]", categorical.get(i));
      }
    }
  }

  private static void namedFeatures(FirstProblem first, Impression impression) {
    Map<String, Object> features = impression.getFeatures();
    if (!impression.getNumericFeatures().isEmpty()
        || !impression.getCategoricalFeatures().isEmpty()) {
      first.add(Kind.VALUE_OUT_OF_RANGE, "features", "go by name and by position: choose one");
    }
    first.in(Ranges.NAMED_FEATURES, "features", (long) features.size());
    for (Map.Entry<String, Object> feature : features.entrySet()) {
      String path = "features." + feature.getKey();
      if (feature.getValue() instanceof Double number && !number.isNaN()) {
        first.in(Ranges.NUMERIC_FEATURE, path, number, Kind.NON_FINITE_FEATURE);
      } else if (feature.getValue() instanceof String text) {
        first.length(Ranges.TEXT_LENGTH, path, text);
      }
    }
  }

  private static void propensity(
      FirstProblem first, Assignment assignment, @Nullable Double propensity) {
    boolean needed = propensity == null && assignment == Assignment.RANDOMIZED;
    if (needed || (propensity != null && !Ranges.PROPENSITY.contains(propensity))) {
      first.add(
          Kind.INVALID_PROPENSITY,
          "propensity",
          "of a " + assignment + " treatment is " + propensity + allowed(Ranges.PROPENSITY));
    }
  }

  private static void correction(FirstProblem first, Outcome outcome) {
    String corrected = outcome.getCorrectsOutcomeId();
    long cost = outcome.getCostMicros();
    if (corrected == null && cost < 0) {
      first.add(
          Kind.NEGATIVE_COST,
          "costMicros",
          "is " + cost + "; money that comes back names its outcome in correctsOutcomeId");
    } else if (corrected == null) {
      first.in(Ranges.COST_MICROS, "costMicros", cost);
    } else {
      first.identifier("correctsOutcomeId", corrected);
      if (corrected.equals(outcome.getOutcomeId())) {
        first.add(
            Kind.INVALID_CORRECTION,
            "correctsOutcomeId",
            "is the outcome's own id; a correction has one of its own");
      }
      first.in(Ranges.CORRECTION_MICROS, "costMicros", cost);
    }
  }

  static String allowed(Object range) {
    return ", allowed: " + range;
  }
}
