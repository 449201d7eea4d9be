package io.weir.core.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    /** A numeric value is NaN, infinite or missing. */
    NOT_FINITE,
    /** A categorical value is missing; the empty string is none of that. */
    MISSING_CATEGORY
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
    // By index: an iterator would be the one thing that reading a row allocates.
    for (int f = 0; f < categoricalFeatures.size(); f++) {
      columns += categoricalFeatures.get(f).buckets();
    }
    return columns;
  }

  /**
   * Returns where each input column was in an earlier layout, -1 where it is new. A categorical
   * feature of another number of buckets is a new one.
   */
  public int[] columnsIn(FeatureLayout before) {
    int[] columns = new int[inputSize()];
    Arrays.fill(columns, -1);
    int column = 0;
    for (String name : numericFeatures) {
      columns[column++] = before.numericFeatures.indexOf(name);
    }
    for (CategoricalFeature feature : categoricalFeatures) {
      int former = before.firstColumn(feature);
      for (int k = 0; k < feature.buckets(); k++) {
        columns[column++] = former < 0 ? -1 : former + k;
      }
    }
    return columns;
  }

  private int firstColumn(CategoricalFeature feature) {
    int column = numericFeatures.size();
    for (CategoricalFeature own : categoricalFeatures) {
      if (own.equals(feature)) {
        return column;
      }
      column += own.buckets();
    }
    return -1;
  }

  /**
   * Checks an impression's features.
   *
   * @return the first thing that is wrong, or null
   */
  public @Nullable Violation check(
      String featureSet, List<Float> numeric, List<? extends CharSequence> categorical) {
    if (!this.featureSet.equals(featureSet)) {
      return Violation.WRONG_FEATURE_SET;
    }
    if (numeric.size() != numericFeatures.size()) {
      return Violation.WRONG_NUMERIC_COUNT;
    }
    if (categorical.size() != categoricalFeatures.size()) {
      return Violation.WRONG_CATEGORICAL_COUNT;
    }
    for (int i = 0; i < numeric.size(); i++) {
      Float value = numeric.get(i);
      if (value == null || !Float.isFinite(value)) {
        return Violation.NOT_FINITE;
      }
    }
    for (int f = 0; f < categorical.size(); f++) {
      if (categorical.get(f) == null) {
        return Violation.MISSING_CATEGORY;
      }
    }
    return null;
  }

  /**
   * Checks an impression's features and copies them. The hot column of a categorical feature is
   * floorMod(murmur3_32(UTF-8 value, seed 0), buckets) of its block.
   *
   * @param row overwritten; of no use if something is wrong
   * @return the first thing that is wrong, or null
   */
  public @Nullable Violation read(
      String featureSet,
      List<Float> numeric,
      List<? extends CharSequence> categorical,
      FeatureRow row) {
    Violation violation = check(featureSet, numeric, categorical);
    if (violation != null) {
      return violation;
    }
    row.fit(this);
    for (int i = 0; i < row.numericCount(); i++) {
      row.numeric()[i] = numeric.get(i);
    }
    int block = row.numericCount();
    for (int f = 0; f < row.hotCount(); f++) {
      int buckets = categoricalFeatures.get(f).buckets();
      row.hot()[f] = block + Math.floorMod(row.hash32(categorical.get(f)), buckets);
      block += buckets;
    }
    return null;
  }
}
