package io.weir.core.scoring;

import io.weir.core.network.Activation;
import java.util.Arrays;

/**
 * One published network, laid out for scoring a row at a time: weights widened to double and
 * transposed to [in, out], so that a zero input (the cold columns of a one-hot block, a dead unit)
 * costs nothing and the inner loop is a vectorizable axpy whose result does not depend on its
 * width. Immutable and safe for use by several threads.
 */
public final class MemberNetwork {
  private final int[] layerSizes;
  private final Activation activation;
  private final double[][] transposed;
  private final double[][] bias;

  /**
   * Makes a network.
   *
   * @param layerSizes input to output, both included; at least two, positive
   * @param weights layer by layer, W row-major [out, in], then b; finite
   * @throws IllegalArgumentException if the sizes are none, the weights are not as many as the
   *     sizes ask for, or one is not finite
   */
  public MemberNetwork(int[] layerSizes, Activation activation, float[] weights) {
    requireShape(layerSizes, weights);
    this.layerSizes = layerSizes.clone();
    this.activation = activation;
    int layers = layerSizes.length - 1;
    this.transposed = new double[layers][];
    this.bias = new double[layers][];
    int offset = 0;
    for (int l = 0; l < layers; l++) {
      int in = layerSizes[l];
      int out = layerSizes[l + 1];
      transposed[l] = new double[in * out];
      bias[l] = new double[out];
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < in; i++) {
          transposed[l][i * out + o] = weights[offset++];
        }
      }
      for (int o = 0; o < out; o++) {
        bias[l][o] = weights[offset++];
      }
    }
  }

  private static void requireShape(int[] layerSizes, float[] weights) {
    if (layerSizes.length < 2 || Arrays.stream(layerSizes).anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("layer sizes " + Arrays.toString(layerSizes));
    }
    long expected = 0;
    for (int l = 1; l < layerSizes.length; l++) {
      expected += (layerSizes[l - 1] + 1L) * layerSizes[l];
    }
    if (weights.length != expected) {
      throw new IllegalArgumentException(
          weights.length + " weights, not " + expected + ", for " + Arrays.toString(layerSizes));
    }
    for (float weight : weights) {
      if (!Float.isFinite(weight)) {
        throw new IllegalArgumentException("a weight is " + weight);
      }
    }
  }

  /** Returns the columns of the input. */
  public int inputSize() {
    return layerSizes[0];
  }

  /** Returns the columns of the output. */
  public int outputSize() {
    return layerSizes[layerSizes.length - 1];
  }

  /** Returns the widest layer after the input. */
  int maxWidth() {
    return Arrays.stream(layerSizes).skip(1).max().orElseThrow();
  }

  /**
   * Adds this network's output to a sum over members.
   *
   * @param columns input columns that may differ from zero
   * @param values of those columns
   * @param count how many of them
   * @param first scratch, at least {@link #maxWidth} long
   * @param second as first, another array
   * @param sum length {@link #outputSize} at least
   */
  void addOutput(
      int[] columns, double[] values, int count, double[] first, double[] second, double[] sum) {
    double[] current = first;
    System.arraycopy(bias[0], 0, current, 0, layerSizes[1]);
    for (int k = 0; k < count; k++) {
      axpy(values[k], transposed[0], columns[k] * layerSizes[1], current, layerSizes[1]);
    }
    double[] next = second;
    for (int l = 1; l < transposed.length; l++) {
      int in = layerSizes[l];
      int out = layerSizes[l + 1];
      activate(current, in);
      System.arraycopy(bias[l], 0, next, 0, out);
      for (int i = 0; i < in; i++) {
        if (current[i] != 0) {
          axpy(current[i], transposed[l], i * out, next, out);
        }
      }
      double[] swap = current;
      current = next;
      next = swap;
    }
    for (int o = 0; o < outputSize(); o++) {
      sum[o] += current[o];
    }
  }

  private static void axpy(double a, double[] x, int offset, double[] y, int n) {
    for (int o = 0; o < n; o++) {
      y[o] += a * x[offset + o];
    }
  }

  private void activate(double[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] =
          switch (activation) {
            case RELU -> Math.max(z[i], 0);
            case TANH -> Math.tanh(z[i]);
            // log(1 + exp(z)) without overflow.
            case SOFTPLUS -> Math.max(z[i], 0) + Math.log1p(Math.exp(-Math.abs(z[i])));
          };
    }
  }
}
