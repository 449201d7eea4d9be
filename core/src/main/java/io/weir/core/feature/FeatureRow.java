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
    hotCount = layout.categoricalFeatures().size();
    inputSize = layout.inputSize();
    if (numeric.length < numericCount) {
      numeric = new float[numericCount];
    }
    if (hot.length < hotCount) {
      hot = new int[hotCount];
    }
  }

  int hash32(CharSequence text) {
    return hasher.clear().append(text).hash32();
  }

  /** Returns how many numeric features there are. */
  public int numericCount() {
    return numericCount;
  }

  /** Returns how many categorical features there are. */
  public int hotCount() {
    return hotCount;
  }

  /** Returns the columns of a network's input. */
  public int inputSize() {
    return inputSize;
  }

  /** Returns the numeric values, finite, as the impression has them; longer than they at times. */
  public float[] numeric() {
    return numeric;
  }

  /**
   * Returns the input column that is one, by categorical feature; all other columns of its block
   * are zero. Longer than there are features at times.
   */
  public int[] hot() {
    return hot;
  }
}
