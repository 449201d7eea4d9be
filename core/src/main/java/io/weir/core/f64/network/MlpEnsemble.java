package io.weir.core.f64.network;

import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;

/**
 * Several perceptrons of one shape on the same rows. The members' first layers, which read the same
 * input, are one stacked matrix product; so are their gradients. Parameters of member q start at
 * {@code offset + q * shape.parameterCount()} of one vector. Like {@link Mlp}, a workspace that
 * remembers theta and x by reference until the derivative calls are done; not thread-safe.
 */
public final class MlpEnsemble {
  /** Rows that go through all layers of all members while they are in the cache. */
  private static final int CHUNK = 128;

  private final MlpShape shape;
  private final int members;
  private final DenseKernels kernels;
  private final int maxRows;
  private final int layers;
  private final Layer[] layer;
  private final Columns columns;
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
    this.layer = new Layer[shape.layers()];
    this.maxRows = maxRows;
    this.layers = shape.layers();
    this.parameters = shape.parameterCount();
    this.firstWidth = shape.outputSize(0);
    this.stackedWidth = members * firstWidth;
    this.stackedWeights = new double[stackedWidth * shape.inputSize()];
    this.stackedBias = new double[stackedWidth];
    // A row more than is used: some libraries want the last member's window to end in the array.
    this.first = new double[(maxRows + 1) * stackedWidth];
    int chunk = Math.min(CHUNK, maxRows);
    this.firstDelta = new double[(chunk + 1) * stackedWidth];
    this.columns = new Columns(Math.max(stackedWidth, shape.maxWidth()));
    this.values = new double[members][layers][];
    this.deltas = new double[layers][];
    this.tangents = new double[layers][];
    layer[0] = new Layer(shape, 0, kernels);
    for (int l = 1; l < layers; l++) {
      layer[l] = new Layer(shape, l, kernels);
      for (double[][] member : values) {
        member[l] = new double[maxRows * shape.outputSize(l)];
      }
      deltas[l] = new double[chunk * shape.outputSize(l)];
      tangents[l] = new double[chunk * shape.outputSize(l)];
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
    for (int from = 0; from < rows; from += CHUNK) {
      forward(from, chunk(from));
    }
  }

  private void forward(int from, int n) {
    int firstAt = from * stackedWidth;
    stackedSums(from, n, first, firstAt);
    Activations.biasAndActivate(
        shape.activation(), first, firstAt, n, stackedWidth, stackedBias, 0, columns);
    for (int q = 0; q < members; q++) {
      int base = thetaOffset + q * parameters;
      for (int l = 1; l < layers; l++) {
        int width = layer[l].fanOut();
        int at = from * width;
        double[] out = values[q][l];
        layer[l].forward(
            input(q, l), inputOffset(q, l, from), inputStride(l), n, theta, base, 0.0, out, at);
        int bias = base + layer[l].biasOffset();
        if (l < layers - 1) {
          Activations.biasAndActivate(shape.activation(), out, at, n, width, theta, bias, columns);
        } else {
          columns.add(out, at, n, width, theta, bias);
        }
      }
    }
  }

  private int chunk(int from) {
    return Math.min(CHUNK, rows - from);
  }

  /** What layer l of member q reads, l at least 1. */
  private double[] input(int q, int l) {
    return l == 1 ? first : values[q][l - 1];
  }

  private int inputOffset(int q, int l, int row) {
    return row * inputStride(l) + (l == 1 ? q * firstWidth : 0);
  }

  private int inputStride(int l) {
    return l == 1 ? stackedWidth : layer[l].fanIn();
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
    for (int from = 0; from < rows; from += CHUNK) {
      backward(from, outputGradients, gradient, gradientOffset);
    }
    int weights = firstWidth * shape.inputSize();
    for (int q = 0; q < members; q++) {
      int base = gradientOffset + q * parameters;
      System.arraycopy(stackedWeights, q * weights, gradient, base, weights);
      System.arraycopy(stackedBias, q * firstWidth, gradient, base + weights, firstWidth);
    }
  }

  /** Adds a chunk's gradients, the first layer's to its stacked scratch; the first one replaces. */
  private void backward(
      int from, double[][] outputGradients, double[] gradient, int gradientOffset) {
    int n = chunk(from);
    double beta = from == 0 ? 0.0 : 1.0;
    for (int q = 0; q < members; q++) {
      double[] delta = outputGradients[q];
      int at = from * shape.outputSize();
      int base = gradientOffset + q * parameters;
      int own = thetaOffset + q * parameters;
      for (int l = layers - 1; l >= 1; l--) {
        int fanIn = layer[l].fanIn();
        double[] in = input(q, l);
        int inOffset = inputOffset(q, l, from);
        layer[l].weightGradient(delta, at, in, inOffset, inputStride(l), n, beta, gradient, base);
        int bias = base + layer[l].biasOffset();
        columns.sum(delta, at, n, layer[l].fanOut(), beta, gradient, bias);
        if (l == 1) {
          layer[l].back(delta, at, n, theta, own, 0.0, firstDelta, q * firstWidth, stackedWidth);
        } else {
          double[] below = deltas[l - 1];
          layer[l].back(delta, at, n, theta, own, 0.0, below, 0, fanIn);
          Activations.multiplySlope(shape.activation(), in, inOffset, below, 0, n * fanIn);
          delta = below;
          at = 0;
        }
      }
    }
    Activations.multiplySlope(
        shape.activation(), first, from * stackedWidth, firstDelta, 0, n * stackedWidth);
    int fanIn = shape.inputSize();
    kernels.gemm(
        true,
        false,
        stackedWidth,
        fanIn,
        n,
        1.0,
        firstDelta,
        0,
        stackedWidth,
        x,
        xOffset + from * fanIn,
        fanIn,
        beta,
        stackedWeights,
        0,
        fanIn);
    columns.sum(firstDelta, 0, n, stackedWidth, beta, stackedBias, 0);
  }

  /**
   * Writes each member's J v, row-major [rows, outputSize].
   *
   * @param v directions, laid out like theta
   */
  public void jvp(double[] v, int vOffset, double[][] outputTangents) {
    stack(v, vOffset);
    for (int from = 0; from < rows; from += CHUNK) {
      jvp(from, v, vOffset, outputTangents);
    }
  }

  private void jvp(int from, double[] v, int vOffset, double[][] outputTangents) {
    int n = chunk(from);
    double[] firstTangent = firstDelta;
    stackedSums(from, n, firstTangent, 0);
    columns.add(firstTangent, 0, n, stackedWidth, stackedBias, 0);
    Activations.multiplySlope(
        shape.activation(), first, from * stackedWidth, firstTangent, 0, n * stackedWidth);
    for (int q = 0; q < members; q++) {
      int weights = thetaOffset + q * parameters;
      int directions = vOffset + q * parameters;
      for (int l = 1; l < layers; l++) {
        boolean last = l == layers - 1;
        int width = layer[l].fanOut();
        double[] out = last ? outputTangents[q] : tangents[l];
        int at = last ? from * width : 0;
        int stride = inputStride(l);
        layer[l].forward(
            input(q, l), inputOffset(q, l, from), stride, n, v, directions, 0.0, out, at);
        double[] below = l == 1 ? firstTangent : tangents[l - 1];
        int belowAt = l == 1 ? q * firstWidth : 0;
        layer[l].forward(below, belowAt, stride, n, theta, weights, 1.0, out, at);
        columns.add(out, at, n, width, v, directions + layer[l].biasOffset());
        if (!last) {
          Activations.multiplySlope(
              shape.activation(), values[q][l], from * width, out, 0, n * width);
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

  /** sums = rows of x times stackedWeights^T. */
  private void stackedSums(int from, int n, double[] sums, int at) {
    int fanIn = shape.inputSize();
    kernels.gemm(
        false,
        true,
        n,
        stackedWidth,
        fanIn,
        1.0,
        x,
        xOffset + from * fanIn,
        fanIn,
        stackedWeights,
        0,
        fanIn,
        0.0,
        sums,
        at,
        stackedWidth);
  }
}
