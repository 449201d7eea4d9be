package io.weir.contract;

import io.weir.contract.EventProblem.Kind;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Impression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One campaign's features by name. Immutable. */
public final class FeatureNames {
  private static final double WHOLE_MOST = 1L << 53;

  private final String featureSet;
  private final List<String> numeric;
  private final List<String> categorical;

  /** Takes a campaign's names. */
  public FeatureNames(Campaign campaign) {
    this.featureSet = campaign.getFeatureSet();
    this.numeric = List.copyOf(campaign.getNumericFeatures());
    this.categorical =
        campaign.getCategoricalFeatures().stream().map(CategoricalFeature::getName).toList();
  }

  /**
   * Puts features that go by name into the campaign's order.
   *
   * @param impression with features by name; its lists and an empty featureSet are filled in
   * @return what is wrong, and then the impression is as it was; null for nothing
   */
  public @Nullable EventProblem place(Impression impression) {
    Map<String, Object> features = impression.getFeatures();
    List<Float> numbers = new ArrayList<>(numeric.size());
    for (String name : numeric) {
      Object value = features.get(name);
      if (value == null) {
        return missing(name);
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
      Object value = features.get(name);
      if (value == null) {
        return missing(name);
      }
      texts.add(text(value));
    }
    if (features.size() > numbers.size() + texts.size()) {
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

  private static EventProblem missing(String name) {
    return new EventProblem(Kind.MISSING_FEATURE, path(name), "is missing");
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
