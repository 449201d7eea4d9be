package io.weir.core.f64.network;

import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import java.util.Arrays;

/**
 * Several perceptrons of one shape on the same rows. The members' first layers, which read the same
 * input, are one stacked matrix product; so are their gradients. Parameters of member q start at
 * {@code offset + q * shape.parameterCount()} of one vector. Like {@link Mlp}, a workspace that
 * remembers theta and x by reference until the derivative calls are done; not thread-safe.
 */
public final class MlpEnsemble {
  private final MlpShape shape;
  private final int members;
  private final DenseKernels kernels;
  private final int maxRows;
  private final int layers;
  private final int parameters;
  private final int firstWidth;
  private final int stackedWidth;

  /** First layers of all members, [members x firstWidth, input]; then scratch for its gradient. */
  private final double[] stackedWeights;

  private final double[] stackedBias;

  /** Outputs of the stacked first layer, [rows, members x firstWidth]. */
  private final double[] first;

  /** values[q][l] is what layer l of member q wrote, l at least 1. */
  private final double[][][] values;

  private final double[] firstDelta;
  private final double[][] deltas;
  private final double[][] tangents;
  private double[] theta = new double[0];
  private int thetaOffset;
  private double[] x = new double[0];
  private int xOffset;
  private int rows;

  /**
   * A workspace for up to maxRows rows at once.
   *
   * @throws IllegalArgumentException if the shape has no hidden layer or there is no member
   */
  public MlpEnsemble(MlpShape shape, int members, DenseKernels kernels, int maxRows) {
    if (shape.layers() < 2 || members < 1) {
      throw new IllegalArgumentException("a hidden layer and a member at least: " + shape);
    }
    this.shape = shape;
    this.members = members;
    this.kernels = kernels;
    this.maxRows = maxRows;
    this.layers = shape.layers();
    this.parameters = shape.parameterCount();
    this.firstWidth = shape.outputSize(0);
    this.stackedWidth = members * firstWidth;
    this.stackedWeights = new double[stackedWidth * shape.inputSize()];
    this.stackedBias = new double[stackedWidth];
    this.first = new double[maxRows * stackedWidth];
    this.firstDelta = new double[maxRows * stackedWidth];
    this.values = new double[members][layers][];
    this.deltas = new double[layers][];
    this.tangents = new double[layers][];
    for (int l = 1; l < layers; l++) {
      for (double[][] member : values) {
        member[l] = new double[maxRows * shape.outputSize(l)];
      }
      deltas[l] = new double[maxRows * shape.outputSize(l)];
      tangents[l] = new double[maxRows * shape.outputSize(l)];
    }
  }

  /**
   * Computes all members' outputs.
   *
   * @param x row-major [rows, inputSize] from xOffset on
   * @throws IllegalArgumentException if there are more rows than the workspace holds
   */
  public void forward(double[] theta, int thetaOffset, double[] x, int xOffset, int rows) {
    if (rows < 0 || rows > maxRows) {
      throw new IllegalArgumentException(rows + " rows in a workspace for " + maxRows);
    }
    this.theta = theta;
    this.thetaOffset = thetaOffset;
    this.x = x;
    this.xOffset = xOffset;
    this.rows = rows;
    stack(theta, thetaOffset);
    stackedSums(first);
    Activations.biasAndActivate(shape.activation(), first, rows, stackedWidth, stackedBias, 0);
    for (int q = 0; q < members; q++) {
      int base = thetaOffset + q * parameters;
      for (int l = 1; l < layers; l++) {
        sums(q, l, theta, base, 0.0, values[q][l]);
        int bias = base + shape.biasOffset(l);
        if (l < layers - 1) {
          Activations.biasAndActivate(
              shape.activation(), values[q][l], rows, shape.outputSize(l), theta, bias);
        } else {
          Activations.addBias(values[q][l], rows, shape.outputSize(l), theta, bias);
        }
      }
    }
  }

  /** Row-major [rows, outputSize] of member q's last forward; the next one overwrites it. */
  public double[] output(int q) {
    return values[q][layers - 1];
  }

  /**
   * Overwrites outputs from outputOffset on with the members' mean, row-major [rows, outputSize].
   */
  public void mean(double[] outputs, int outputOffset) {
    int cells = rows * shape.outputSize();
    for (int i = 0; i < cells; i++) {
      /* wide */ double sum = 0;
      for (int q = 0; q < members; q++) {
        sum += values[q][layers - 1][i];
      }
      outputs[outputOffset + i] = (double) (sum / members);
    }
  }

  /**
   * Overwrites gradient with each member's sum over rows of dL/dtheta, laid out like theta.
   *
   * @param outputGradients dL/d(output) per member, row-major [rows, outputSize]
   */
  public void backward(double[][] outputGradients, double[] gradient, int gradientOffset) {
    for (int q = 0; q < members; q++) {
      double[] delta = outputGradients[q];
      int base = gradientOffset + q * parameters;
      for (int l = layers - 1; l >= 1; l--) {
        layerGradient(q, l, delta, gradient, base);
        if (l == 1) {
          back(q, l, delta, firstDelta, q * firstWidth, stackedWidth);
        } else {
          back(q, l, delta, deltas[l - 1], 0, shape.inputSize(l));
          delta = deltas[l - 1];
          int n = rows * shape.inputSize(l);
          Activations.multiplySlope(shape.activation(), values[q][l - 1], delta, n);
        }
      }
    }
    Activations.multiplySlope(shape.activation(), first, firstDelta, rows * stackedWidth);
    firstGradient(gradient, gradientOffset);
  }

  /**
   * Writes each member's J v, row-major [rows, outputSize].
   *
   * @param v directions, laid out like theta
   */
  public void jvp(double[] v, int vOffset, double[][] outputTangents) {
    stack(v, vOffset);
    double[] firstTangent = firstDelta;
    stackedSums(firstTangent);
    Activations.addBias(firstTangent, rows, stackedWidth, stackedBias, 0);
    Activations.multiplySlope(shape.activation(), first, firstTangent, rows * stackedWidth);
    for (int q = 0; q < members; q++) {
      int weights = thetaOffset + q * parameters;
      int directions = vOffset + q * parameters;
      for (int l = 1; l < layers; l++) {
        double[] out = l == layers - 1 ? outputTangents[q] : tangents[l];
        sums(q, l, v, directions, 0.0, out);
        boolean second = l == 1;
        int fanIn = shape.inputSize(l);
        kernels.gemm(
            false,
            true,
            rows,
            shape.outputSize(l),
            fanIn,
            1.0,
            second ? firstTangent : tangents[l - 1],
            second ? q * firstWidth : 0,
            second ? stackedWidth : fanIn,
            theta,
            weights + shape.weightOffset(l),
            fanIn,
            1.0,
            out,
            0,
            shape.outputSize(l));
        Activations.addBias(out, rows, shape.outputSize(l), v, directions + shape.biasOffset(l));
        if (l < layers - 1) {
          Activations.multiplySlope(
              shape.activation(), values[q][l], out, rows * shape.outputSize(l));
        }
      }
    }
  }

  /** The members' common shape. */
  public MlpShape shape() {
    return shape;
  }

  /** Number of members. */
  public int members() {
    return members;
  }

  /** The most rows one forward can take. */
  public int maxRows() {
    return maxRows;
  }

  private void stack(double[] source, int offset) {
    int weights = firstWidth * shape.inputSize();
    for (int q = 0; q < members; q++) {
      int base = offset + q * parameters;
      System.arraycopy(source, base, stackedWeights, q * weights, weights);
      System.arraycopy(source, base + weights, stackedBias, q * firstWidth, firstWidth);
    }
  }

  /** sums = x stackedWeights^T. */
  private void stackedSums(double[] sums) {
    int fanIn = shape.inputSize();
    kernels.gemm(
        false,
        true,
        rows,
        stackedWidth,
        fanIn,
        1.0,
        x,
        xOffset,
        fanIn,
        stackedWeights,
        0,
        fanIn,
        0.0,
        sums,
        0,
        stackedWidth);
  }

  /** sums = beta sums + (what layer l of member q reads) W^T, for l at least 1. */
  private void sums(int q, int l, double[] weights, int base, double beta, double[] sums) {
    int fanIn = shape.inputSize(l);
    kernels.gemm(
        false,
        true,
        rows,
        shape.outputSize(l),
        fanIn,
        1.0,
        l == 1 ? first : values[q][l - 1],
        l == 1 ? q * firstWidth : 0,
        l == 1 ? stackedWidth : fanIn,
        weights,
        base + shape.weightOffset(l),
        fanIn,
        beta,
        sums,
        0,
        shape.outputSize(l));
  }

  private void layerGradient(int q, int l, double[] delta, double[] gradient, int base) {
    int fanIn = shape.inputSize(l);
    int fanOut = shape.outputSize(l);
    kernels.gemm(
        true,
        false,
        fanOut,
        fanIn,
        rows,
        1.0,
        delta,
        0,
        fanOut,
        l == 1 ? first : values[q][l - 1],
        l == 1 ? q * firstWidth : 0,
        l == 1 ? stackedWidth : fanIn,
        0.0,
        gradient,
        base + shape.weightOffset(l),
        fanIn);
    columnSums(delta, fanOut, gradient, base + shape.biasOffset(l));
  }

  private void columnSums(double[] delta, int columns, double[] sums, int offset) {
    Arrays.fill(sums, offset, offset + columns, 0.0);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        sums[offset + j] += delta[i * columns + j];
      }
    }
  }

  /** result = delta W for member q. */
  private void back(int q, int l, double[] delta, double[] result, int offset, int stride) {
    int fanIn = shape.inputSize(l);
    int fanOut = shape.outputSize(l);
    int w = thetaOffset + q * parameters + shape.weightOffset(l);
    kernels.gemm(
        false, false, rows, fanIn, fanOut, 1.0, delta, 0, fanOut, theta, w, fanIn, 0.0, result,
        offset, stride);
  }

  private void firstGradient(double[] gradient, int gradientOffset) {
    int fanIn = shape.inputSize();
    kernels.gemm(
        true,
        false,
        stackedWidth,
        fanIn,
        rows,
        1.0,
        firstDelta,
        0,
        stackedWidth,
        x,
        xOffset,
        fanIn,
        0.0,
        stackedWeights,
        0,
        fanIn);
    columnSums(firstDelta, stackedWidth, stackedBias, 0);
    int weights = firstWidth * fanIn;
    for (int q = 0; q < members; q++) {
      int base = gradientOffset + q * parameters;
      System.arraycopy(stackedWeights, q * weights, gradient, base, weights);
      System.arraycopy(stackedBias, q * firstWidth, gradient, base + weights, firstWidth);
    }
  }
}
