package io.weir.core.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's named features in the order its impressions carry them, and the columns they take in
 * a network's input: one a numeric feature, then {@code buckets} a categorical one, then one a
 * nullable feature, which is one where that feature is missing.
 *
 * <p>A numeric value is missing if it is NaN, a categorical one if it is the empty string, and only
 * where the feature is nullable: then its own columns are all zero, which for a numeric feature is
 * its mean.
 *
 * @param featureSet name of the layout; an impression must carry the same
 * @param numericFeatures names, unique among all features
 * @param categoricalFeatures names and block sizes
 * @param nullableFeatures names of the features that may be missing; kept in the order of the
 *     features, whatever order they are given in
 */
public record FeatureLayout(
    String featureSet,
    List<String> numericFeatures,
    List<CategoricalFeature> categoricalFeatures,
    List<String> nullableFeatures) {

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
    /** A numeric value is infinite, or NaN or missing and not nullable. */
    NOT_FINITE,
    /** A categorical value is missing; the empty string is none of that. */
    MISSING_CATEGORY
  }

  /**
   * Copies the lists and checks the names.
   *
   * @throws IllegalArgumentException if a name occurs twice, a nullable feature is none of the
   *     features, or the columns overflow an int
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
    Set<String> nullable = new HashSet<>(nullableFeatures);
    if (nullable.size() != nullableFeatures.size() || !names.containsAll(nullable)) {
      throw new IllegalArgumentException(
          "nullable features must be features, each named once: " + nullableFeatures);
    }
    nullableFeatures = all.stream().filter(nullable::contains).toList();
    long columns = (long) numericFeatures.size() + nullableFeatures.size();
    for (CategoricalFeature feature : categoricalFeatures) {
      columns += feature.buckets();
    }
    if (columns > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("too many input columns: " + columns);
    }
  }

  /** A layout none of whose features may be missing. */
  public FeatureLayout(
      String featureSet,
      List<String> numericFeatures,
      List<CategoricalFeature> categoricalFeatures) {
    this(featureSet, numericFeatures, categoricalFeatures, List.of());
  }

  /** Returns the columns of a network's input. */
  public int inputSize() {
    return firstNullableColumn() + nullableFeatures.size();
  }

  private int firstNullableColumn() {
    int columns = numericFeatures.size();
    // By index: an iterator would be the one thing that reading a row allocates.
    for (int f = 0; f < categoricalFeatures.size(); f++) {
      columns += categoricalFeatures.get(f).buckets();
    }
    return columns;
  }

  /** Returns the same layout without the columns of missing values. */
  public FeatureLayout withoutNullable() {
    return new FeatureLayout(featureSet, numericFeatures, categoricalFeatures);
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
    for (String name : nullableFeatures) {
      int former = before.nullableFeatures.indexOf(name);
      columns[column++] = former < 0 ? -1 : before.firstNullableColumn() + former;
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
      if (value == null || !(Float.isFinite(value) || isMissing(i, value))) {
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

  private boolean isMissing(int numericFeature, float value) {
    return Float.isNaN(value) && nullableFeatures.contains(numericFeatures.get(numericFeature));
  }

  private boolean isMissing(int categoricalFeature, CharSequence value) {
    return value.isEmpty()
        && nullableFeatures.contains(categoricalFeatures.get(categoricalFeature).name());
  }

  /**
   * Checks an impression's features and copies them. The hot column of a categorical feature that
   * is there is floorMod(murmur3_32(UTF-8 value, seed 0), buckets) of its block.
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
    for (int f = 0; f < categoricalFeatures.size(); f++) {
      int buckets = categoricalFeatures.get(f).buckets();
      if (!isMissing(f, categorical.get(f))) {
        row.addHot(block + Math.floorMod(row.hash32(categorical.get(f)), buckets));
      }
      block += buckets;
    }
    if (!nullableFeatures.isEmpty()) {
      addMissing(numeric, categorical, block, row);
    }
    return null;
  }

  /** Marks what is missing; nullable features are in the order of all. */
  private void addMissing(
      List<Float> numeric,
      List<? extends CharSequence> categorical,
      int firstColumn,
      FeatureRow row) {
    for (int i = 0; i < numeric.size(); i++) {
      if (numeric.get(i).isNaN()) {
        row.addHot(firstColumn + nullableFeatures.indexOf(numericFeatures.get(i)));
      }
    }
    for (int f = 0; f < categorical.size(); f++) {
      if (isMissing(f, categorical.get(f))) {
        row.addHot(firstColumn + nullableFeatures.indexOf(categoricalFeatures.get(f).name()));
      }
    }
  }
}
