package io.weir.core.feature;

import io.weir.core.hash.Murmur3;
import java.util.Arrays;
import java.util.List;

/**
 * Turns features into a network's input: (numeric - mean) / scale, then for each categorical
 * feature a one-hot block whose hot column is floorMod(murmur3_32(UTF-8 value, seed 0), buckets).
 * Immutable and safe for use by several threads. Inputs are taken to have passed {@link
 * FeatureLayout#violation}.
 */
public final class FeatureEncoder {
  private final FeatureLayout layout;
  private final int inputSize;
  private final float[] mean;
  private final float[] scale;
  private final int[] blockOffset;
  private final int[] buckets;

  /**
   * Makes an encoder.
   *
   * @param mean of each numeric feature, by position of the layout
   * @param scale each centred feature is divided by; positive
   * @throws IllegalArgumentException if a length differs from the layout's, a mean is not finite,
   *     or a scale is not positive and finite
   */
  public FeatureEncoder(FeatureLayout layout, float[] mean, float[] scale) {
    int numeric = layout.numericFeatures().size();
    if (mean.length != numeric || scale.length != numeric) {
      throw new IllegalArgumentException(
          numeric + " numeric features, " + mean.length + " means, " + scale.length + " scales");
    }
    for (int i = 0; i < numeric; i++) {
      if (!Float.isFinite(mean[i]) || !(scale[i] > 0 && Float.isFinite(scale[i]))) {
        throw new IllegalArgumentException(
            layout.numericFeatures().get(i) + ": mean " + mean[i] + ", scale " + scale[i]);
      }
    }
    this.layout = layout;
    this.inputSize = layout.inputSize();
    this.mean = mean.clone();
    this.scale = scale.clone();
    this.buckets = layout.categoricalFeatures().stream().mapToInt(f -> f.buckets()).toArray();
    this.blockOffset = new int[buckets.length];
    int offset = numeric;
    for (int f = 0; f < buckets.length; f++) {
      blockOffset[f] = offset;
      offset += buckets[f];
    }
  }

  /** Returns the layout. */
  public FeatureLayout layout() {
    return layout;
  }

  /** Returns the columns of the input. */
  public int inputSize() {
    return inputSize;
  }

  /** Returns numeric feature i, centred and scaled. */
  public double standardized(int i, float value) {
    return ((double) value - mean[i]) / scale[i];
  }

  /** Returns the hot input column of categorical feature f. */
  public int column(int f, CharSequence value) {
    return blockOffset[f] + Math.floorMod(Murmur3.hash32(value), buckets[f]);
  }

  /**
   * Writes one dense row.
   *
   * @param x overwritten from offset to offset + {@link #inputSize}
   */
  public void encode(
      List<Float> numeric, List<? extends CharSequence> categorical, double[] x, int offset) {
    Arrays.fill(x, offset, offset + inputSize, 0);
    for (int i = 0; i < mean.length; i++) {
      x[offset + i] = standardized(i, numeric.get(i));
    }
    for (int f = 0; f < buckets.length; f++) {
      x[offset + column(f, categorical.get(f))] = 1;
    }
  }

  /** As the other form, in single precision. */
  public void encode(
      List<Float> numeric, List<? extends CharSequence> categorical, float[] x, int offset) {
    Arrays.fill(x, offset, offset + inputSize, 0);
    for (int i = 0; i < mean.length; i++) {
      x[offset + i] = (float) standardized(i, numeric.get(i));
    }
    for (int f = 0; f < buckets.length; f++) {
      x[offset + column(f, categorical.get(f))] = 1;
    }
  }
}
