package io.weir.core.scoring;

import io.weir.core.network.Activation;
import java.util.Arrays;

/**
 * One network of a published model, its sizes checked against its weights. Immutable and safe for
 * use by several threads.
 */
public final class MemberNetwork {
  private final int[] layerSizes;
  private final Activation activation;
  private final float[] weights;
  private final boolean finite;

  /**
   * Makes a network.
   *
   * @param layerSizes input to output, both included; at least two, positive
   * @param weights layer by layer, W row-major [out, in], then b; they may be NaN or infinite, see
   *     {@link #finite}
   * @throws IllegalArgumentException if the sizes are none, or the weights are not as many as the
   *     sizes ask for, however large those are
   */
  public MemberNetwork(int[] layerSizes, Activation activation, float[] weights) {
    requireShape(layerSizes, weights.length);
    this.layerSizes = layerSizes.clone();
    this.activation = activation;
    this.weights = weights.clone();
    boolean allFinite = true;
    for (float weight : weights) {
      allFinite &= Float.isFinite(weight);
    }
    this.finite = allFinite;
  }

  private static void requireShape(int[] layerSizes, int weights) {
    if (layerSizes.length < 2 || Arrays.stream(layerSizes).anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "at least two positive layer sizes, not " + describe(layerSizes));
    }
    // A layer's parameters fit a long; their sum is given up before it could overflow.
    long expected = 0;
    for (int l = 1; l < layerSizes.length && expected <= weights; l++) {
      expected += (layerSizes[l - 1] + 1L) * layerSizes[l];
    }
    if (weights != expected) {
      throw new IllegalArgumentException(
          weights
              + " weights are not what layers "
              + describe(layerSizes)
              + " ask for: "
              + (expected > weights ? "too few" : "too many"));
    }
  }

  /** Sizes come from the wire: a message must not grow with them. */
  private static String describe(int[] sizes) {
    int most = 16;
    return sizes.length <= most
        ? Arrays.toString(sizes)
        : Arrays.toString(Arrays.copyOf(sizes, most)) + " and " + (sizes.length - most) + " more";
  }

  /** Returns the columns of the input. */
  public int inputSize() {
    return layerSizes[0];
  }

  /** Returns the columns of the output. */
  public int outputSize() {
    return layerSizes[layerSizes.length - 1];
  }

  /** Returns whether every weight is a finite number. */
  public boolean finite() {
    return finite;
  }

  /** Returns the layers with weights: one less than sizes. */
  int layers() {
    return layerSizes.length - 1;
  }

  int size(int layer) {
    return layerSizes[layer];
  }

  Activation activation() {
    return activation;
  }

  /** Not a copy. */
  float[] weights() {
    return weights;
  }
}
