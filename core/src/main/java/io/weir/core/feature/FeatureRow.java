package io.weir.core.feature;

import io.weir.core.hash.Utf8Hasher;

/**
 * One impression's features, checked and copied: what {@link FeatureLayout#read} fills. One thread
 * at a time; meant to be used again and again, it grows to the largest layout it met.
 */
public final class FeatureRow {
  private final Utf8Hasher hasher = new Utf8Hasher();
  private float[] numeric = new float[0];
  private int[] hot = new int[0];
  private int numericCount;
  private int hotCount;
  private int inputSize;

  void fit(FeatureLayout layout) {
    numericCount = layout.numericFeatures().size();
    hotCount = 0;
    inputSize = layout.inputSize();
    if (numeric.length < numericCount) {
      numeric = new float[numericCount];
    }
    int hotMost = layout.categoricalFeatures().size() + layout.nullableFeatures().size();
    if (hot.length < hotMost) {
      hot = new int[hotMost];
    }
  }

  /** Adds a column that is one; in ascending order, as every scorer sums them. */
  void addHot(int column) {
    hot[hotCount++] = column;
  }

  int hash32(CharSequence text) {
    return hasher.clear().append(text).hash32();
  }

  /** Returns how many numeric features there are. */
  public int numericCount() {
    return numericCount;
  }

  /** Returns how many columns are one. */
  public int hotCount() {
    return hotCount;
  }

  /** Returns the columns of a network's input. */
  public int inputSize() {
    return inputSize;
  }

  /**
   * Returns the numeric values as the impression has them, NaN where a nullable one is missing,
   * else finite; longer than they at times.
   */
  public float[] numeric() {
    return numeric;
  }

  /**
   * Returns the input columns that are one, ascending: one of the block of each categorical feature
   * that is there, and the column of each nullable feature that is missing. All others behind the
   * numeric ones are zero. Longer than {@link #hotCount} at times.
   */
  public int[] hot() {
    return hot;
  }
}
