package io.weir.contract;

import io.weir.contract.EventProblem.Kind;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Impression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One campaign's features by name, and which of them may be missing: then a numeric one is NaN and
 * a categorical one the empty string. Immutable.
 */
public final class FeatureNames {
  private static final double WHOLE_MOST = 1L << 53;

  private final String featureSet;
  private final List<String> numeric;
  private final List<String> categorical;
  private final Set<String> nullable;

  /** Takes a campaign's names. */
  public FeatureNames(Campaign campaign) {
    this.featureSet = campaign.getFeatureSet();
    this.numeric = List.copyOf(campaign.getNumericFeatures());
    this.categorical =
        campaign.getCategoricalFeatures().stream().map(CategoricalFeature::getName).toList();
    this.nullable = Set.copyOf(campaign.getNullableFeatures());
  }

  /** Returns whether a feature may be missing. */
  public boolean isNullable(String name) {
    return nullable.contains(name);
  }

  /**
   * Looks for numeric features that are missing and must not be.
   *
   * @param numbers values by position of the campaign's numeric features
   * @return the first one's problem, or null
   */
  public @Nullable EventProblem missing(List<Float> numbers) {
    for (int i = 0; i < numbers.size(); i++) {
      if (numbers.get(i).isNaN() && !nullable.contains(numeric.get(i))) {
        return new EventProblem(
            Kind.NON_FINITE_FEATURE,
            "numericFeatures[" + i + "]",
            "is NaN, and "
                + numeric.get(i)
                + " is not nullable"
                + EventValidator.allowed(Ranges.NUMERIC_FEATURE));
      }
    }
    return null;
  }

  /**
   * Puts features that go by name into the campaign's order.
   *
   * @param impression with features by name; its lists and an empty featureSet are filled in
   * @return what is wrong, and then the impression is as it was; null for nothing
   */
  public @Nullable EventProblem place(Impression impression) {
    Map<String, Object> features = impression.getFeatures();
    int present = 0;
    List<Float> numbers = new ArrayList<>(numeric.size());
    for (String name : numeric) {
      present += features.containsKey(name) ? 1 : 0;
      Object value = features.get(name);
      if (value == null || isNaN(value)) {
        if (!isNullable(name)) {
          return missing(name, value);
        }
        numbers.add(Float.NaN);
        continue;
      }
      Float number = number(value);
      if (number == null) {
        return new EventProblem(
            Kind.WRONG_FEATURE_TYPE, path(name), "is numeric, and \"" + value + "\" is no number");
      }
      numbers.add(number);
    }
    List<String> texts = new ArrayList<>(categorical.size());
    for (String name : categorical) {
      present += features.containsKey(name) ? 1 : 0;
      Object value = features.get(name);
      if (value == null || isNaN(value)) {
        if (!isNullable(name)) {
          return missing(name, value);
        }
        texts.add("");
        continue;
      }
      texts.add(text(value));
    }
    if (features.size() > present) {
      return unknown(features);
    }
    impression.setNumericFeatures(numbers);
    impression.setCategoricalFeatures(texts);
    if (impression.getFeatureSet().isEmpty()) {
      impression.setFeatureSet(featureSet);
    }
    return null;
  }

  private static @Nullable Float number(Object value) {
    if (value instanceof Boolean truth) {
      return truth ? 1f : 0f;
    }
    return value instanceof Double number ? (Float) number.floatValue() : null;
  }

  /** A whole number has no decimal point, whoever wrote it. */
  private static String text(Object value) {
    if (value instanceof Double number
        && Math.rint(number) == number
        && Math.abs(number) <= WHOLE_MOST) {
      return Long.toString(number.longValue());
    }
    return value.toString();
  }

  private static boolean isNaN(Object value) {
    return value instanceof Double number && number.isNaN();
  }

  private static EventProblem missing(String name, @Nullable Object value) {
    return value == null
        ? new EventProblem(Kind.MISSING_FEATURE, path(name), "is missing")
        : new EventProblem(
            Kind.NON_FINITE_FEATURE,
            path(name),
            "is NaN" + EventValidator.allowed(Ranges.NUMERIC_FEATURE));
  }

  private EventProblem unknown(Map<String, Object> features) {
    List<String> known = new ArrayList<>(numeric);
    known.addAll(categorical);
    String name =
        features.keySet().stream()
            .filter(given -> !known.contains(given))
            .sorted()
            .findFirst()
            .orElseThrow();
    return new EventProblem(
        Kind.UNKNOWN_FEATURE,
        path(name),
        "is no feature of the campaign" + Suggestions.didYouMean(name, known));
  }

  private static String path(String name) {
    return "features." + name;
  }
}
