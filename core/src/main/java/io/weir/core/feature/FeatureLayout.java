package io.weir.core.feature;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A campaign's named features in the order its impressions carry them, and the columns they take in
 * a network's input: one a numeric feature, then {@code buckets} a categorical one.
 *
 * @param featureSet name of the layout; an impression must carry the same
 * @param numericFeatures names, unique among all features
 * @param categoricalFeatures names and block sizes
 */
public record FeatureLayout(
    String featureSet, List<String> numericFeatures, List<CategoricalFeature> categoricalFeatures) {

  /**
   * One categorical feature.
   *
   * @param name unique among all features
   * @param buckets columns of its one-hot block, at least one
   */
  public record CategoricalFeature(String name, int buckets) {
    /**
     * Checks the block size.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public CategoricalFeature {
      if (buckets < 1) {
        throw new IllegalArgumentException(name + " has " + buckets + " buckets");
      }
    }
  }

  /** What is wrong with an impression's features. */
  public enum Violation {
    /** The impression names another feature set. */
    WRONG_FEATURE_SET,
    /** Not as many numeric values as the layout has. */
    WRONG_NUMERIC_COUNT,
    /** Not as many categorical values as the layout has. */
    WRONG_CATEGORICAL_COUNT,
    /** A numeric value is NaN or infinite. */
    NOT_FINITE
  }

  /**
   * Copies the lists and checks the names.
   *
   * @throws IllegalArgumentException if a name occurs twice or the columns overflow an int
   */
  public FeatureLayout {
    numericFeatures = List.copyOf(numericFeatures);
    categoricalFeatures = List.copyOf(categoricalFeatures);
    Set<String> names = new HashSet<>();
    List<String> all = new ArrayList<>(numericFeatures);
    categoricalFeatures.forEach(feature -> all.add(feature.name()));
    for (String name : all) {
      if (!names.add(name)) {
        throw new IllegalArgumentException("feature occurs twice: " + name);
      }
    }
    long columns = numericFeatures.size();
    for (CategoricalFeature feature : categoricalFeatures) {
      columns += feature.buckets();
    }
    if (columns > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("too many input columns: " + columns);
    }
  }

  /** Returns the columns of a network's input. */
  public int inputSize() {
    int columns = numericFeatures.size();
    for (CategoricalFeature feature : categoricalFeatures) {
      columns += feature.buckets();
    }
    return columns;
  }

  /**
   * Checks an impression's features.
   *
   * @return the first thing that is wrong, or empty
   */
  public Optional<Violation> violation(
      String featureSet, List<Float> numeric, List<? extends CharSequence> categorical) {
    if (!this.featureSet.equals(featureSet)) {
      return Optional.of(Violation.WRONG_FEATURE_SET);
    }
    if (numeric.size() != numericFeatures.size()) {
      return Optional.of(Violation.WRONG_NUMERIC_COUNT);
    }
    if (categorical.size() != categoricalFeatures.size()) {
      return Optional.of(Violation.WRONG_CATEGORICAL_COUNT);
    }
    for (float value : numeric) {
      if (!Float.isFinite(value)) {
        return Optional.of(Violation.NOT_FINITE);
      }
    }
    return Optional.empty();
  }
}
