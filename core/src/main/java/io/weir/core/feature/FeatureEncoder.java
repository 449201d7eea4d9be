package io.weir.core.feature;

import java.util.Arrays;

/**
 * Centres and scales numeric features: x = (value - mean) / scale, computed in double precision and
 * rounded to single; zero where the value is missing, as if it were the mean. Immutable and safe
 * for use by several threads.
 */
public final class FeatureEncoder {
  private final float[] mean;
  private final float[] scale;

  /**
   * Makes an encoder.
   *
   * @param mean of each numeric feature, by position of the layout
   * @param scale each centred feature is divided by; positive
   * @throws IllegalArgumentException if the lengths differ, a mean is not finite, or a scale is not
   *     positive and finite
   */
  public FeatureEncoder(float[] mean, float[] scale) {
    if (mean.length != scale.length) {
      throw new IllegalArgumentException(mean.length + " means, " + scale.length + " scales");
    }
    for (int i = 0; i < mean.length; i++) {
      if (!Float.isFinite(mean[i]) || !(scale[i] > 0 && Float.isFinite(scale[i]))) {
        throw new IllegalArgumentException(
            "numeric feature " + i + ": mean " + mean[i] + ", scale " + scale[i]);
      }
    }
    this.mean = mean.clone();
    this.scale = scale.clone();
  }

  /** Returns how many numeric features it takes. */
  public int numericCount() {
    return mean.length;
  }

  /** Returns the mean of each numeric feature; a copy. */
  public float[] mean() {
    return mean.clone();
  }

  /** Returns the scale of each numeric feature; a copy. */
  public float[] scale() {
    return scale.clone();
  }

  /** Returns the scale of one numeric feature. */
  public float scale(int feature) {
    return scale[feature];
  }

  /** Returns the greatest distance of a numeric feature from its mean, in scales. */
  public double farthest(FeatureRow row) {
    double farthest = 0;
    for (int i = 0; i < mean.length; i++) {
      farthest = Math.max(farthest, Math.abs(imputed(row, i) - mean[i]) / scale[i]);
    }
    return farthest;
  }

  /** Returns the numeric values, the mean in place of one that is missing. */
  public double[] imputed(FeatureRow row) {
    double[] values = new double[mean.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = imputed(row, i);
    }
    return values;
  }

  private double imputed(FeatureRow row, int feature) {
    float value = row.numeric()[feature];
    return Float.isNaN(value) ? mean[feature] : value;
  }

  /**
   * Writes the numeric columns.
   *
   * @param row of as many numeric features
   * @param x overwritten from offset on
   */
  public void standardize(FeatureRow row, float[] x, int offset) {
    for (int i = 0; i < mean.length; i++) {
      x[offset + i] = (float) ((imputed(row, i) - mean[i]) / scale[i]);
    }
  }

  /**
   * Writes one dense row: the numeric columns, a one-hot block per categorical feature, then a
   * column per nullable feature.
   *
   * @param row of as many numeric features
   * @param x overwritten from offset to offset + {@link FeatureRow#inputSize}
   */
  public void encode(FeatureRow row, float[] x, int offset) {
    standardize(row, x, offset);
    Arrays.fill(x, offset + mean.length, offset + row.inputSize(), 0);
    for (int f = 0; f < row.hotCount(); f++) {
      x[offset + row.hot()[f]] = 1;
    }
  }
}
