package io.weir.core.network;

import java.util.Arrays;

/**
 * Layer sizes and activation of a multi-head perceptron, and where its parameters sit in one flat
 * vector: for each layer in ascending order, W row-major [out, in], then b. Output columns are
 * revenue of arm 0..M-1, then cost of arm 0..M-1.
 */
public final class MlpShape {
  private final int[] layerSizes;
  private final int[] weightOffsets;
  private final int parameterCount;
  private final Activation activation;

  /**
   * Makes a shape.
   *
   * @param layerSizes input first, output last; at least two, all positive
   * @throws IllegalArgumentException if there are fewer than two sizes, one is not positive, or the
   *     parameters would not fit one array
   */
  public MlpShape(int[] layerSizes, Activation activation) {
    if (layerSizes.length < 2 || Arrays.stream(layerSizes).anyMatch(size -> size <= 0)) {
      throw new IllegalArgumentException(
          "at least two positive layer sizes, not " + Arrays.toString(layerSizes));
    }
    this.layerSizes = layerSizes.clone();
    this.activation = activation;
    this.weightOffsets = new int[layerSizes.length - 1];
    long offset = 0;
    for (int l = 0; l < weightOffsets.length; l++) {
      weightOffsets[l] = (int) offset;
      offset += (long) layerSizes[l + 1] * (layerSizes[l] + 1L);
      if (offset > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException("too many parameters: " + Arrays.toString(layerSizes));
      }
    }
    this.parameterCount = (int) offset;
  }

  /** Length of the flat parameter vector. */
  public int parameterCount() {
    return parameterCount;
  }

  /** Layers with weights: one less than sizes. */
  public int layers() {
    return weightOffsets.length;
  }

  /** Where the weights of layer l in 0..layers()-1 begin. */
  public int weightOffset(int l) {
    return weightOffsets[l];
  }

  /** Where the biases of layer l begin. */
  public int biasOffset(int l) {
    return weightOffsets[l] + layerSizes[l] * layerSizes[l + 1];
  }

  /** Columns layer l reads. */
  public int inputSize(int l) {
    return layerSizes[l];
  }

  /** Columns layer l writes. */
  public int outputSize(int l) {
    return layerSizes[l + 1];
  }

  /** Features per row. */
  public int inputSize() {
    return layerSizes[0];
  }

  /** Columns per row of output. */
  public int outputSize() {
    return layerSizes[layerSizes.length - 1];
  }

  /** Arms M: half the output columns. */
  public int arms() {
    return outputSize() / 2;
  }

  /** The widest of all layers, input and output included. */
  public int maxWidth() {
    return Arrays.stream(layerSizes).max().orElseThrow();
  }

  /** A copy of the sizes, input first. */
  public int[] layerSizes() {
    return layerSizes.clone();
  }

  /** The hidden layers' activation. */
  public Activation activation() {
    return activation;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MlpShape that
        && Arrays.equals(layerSizes, that.layerSizes)
        && activation == that.activation;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(layerSizes) + activation.hashCode();
  }

  @Override
  public String toString() {
    return Arrays.toString(layerSizes) + " " + activation;
  }
}
