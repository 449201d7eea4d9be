package io.weir.core.f64.network;

import io.weir.core.linalg.DenseKernels;
import io.weir.core.linalg.Workers;
import io.weir.core.network.MlpShape;
import java.util.Arrays;

/**
 * Several perceptrons of one shape on the same rows. The members' first layers, which read the same
 * input, are one stacked matrix product; so are their gradients. Parameters of member q start at
 * {@code offset + q * shape.parameterCount()} of one vector. Like {@link Mlp}, a workspace that
 * remembers theta and x by reference until the derivative calls are done; not thread-safe.
 *
 * <p>Members are spread over the kernels' {@link Workers}; every product is the same on any number
 * of them.
 */
public final class MlpEnsemble {
  /** Rows that go through all layers of all members while they are in the cache. */
  private static final int CHUNK = 128;

  private final MlpShape shape;
  private final int members;
  private final DenseKernels kernels;
  private final int maxRows;
  private final int layers;
  private final Workers workers;
  private final Layer[] layer;

  /** Scratch of each worker. */
  private final Columns[] columns;

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

  /** Of each worker, by layer. */
  private final double[][][] deltas;

  private final double[][][] tangents;
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
    this.workers = kernels.workers();
    this.columns = new Columns[workers.count()];
    Arrays.setAll(columns, worker -> new Columns(Math.max(stackedWidth, shape.maxWidth())));
    this.values = new double[members][layers][];
    this.deltas = new double[workers.count()][layers][];
    this.tangents = new double[workers.count()][layers][];
    layer[0] = new Layer(shape, 0, kernels);
    for (int l = 1; l < layers; l++) {
      layer[l] = new Layer(shape, l, kernels);
      for (double[][] member : values) {
        member[l] = new double[maxRows * shape.outputSize(l)];
      }
      for (int worker = 0; worker < workers.count(); worker++) {
        deltas[worker][l] = new double[chunk * shape.outputSize(l)];
        tangents[worker][l] = new double[chunk * shape.outputSize(l)];
      }
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
    int chunks = (rows + CHUNK - 1) / CHUNK;
    if (workers.count() == 1) {
      for (int from = 0; from < rows; from += CHUNK) {
        forwardFirst(0, from);
        for (int q = 0; q < members; q++) {
          forward(0, q, from);
        }
      }
      return;
    }
    workers.each(chunks, (worker, i) -> forwardFirst(worker, i * CHUNK));
    workers.each(members * chunks, (worker, i) -> forward(worker, i / chunks, i % chunks * CHUNK));
  }

  private void forwardFirst(int worker, int from) {
    int n = chunk(from);
    int at = from * stackedWidth;
    stackedSums(from, n, first, at);
    Activations.biasAndActivate(
        shape.activation(), first, at, n, stackedWidth, stackedBias, 0, columns[worker]);
  }

  /** Takes a chunk of rows through the other layers of a member. */
  private void forward(int worker, int q, int from) {
    int n = chunk(from);
    int base = thetaOffset + q * parameters;
    for (int l = 1; l < layers; l++) {
      int width = layer[l].fanOut();
      int at = from * width;
      double[] out = values[q][l];
      layer[l].forward(
          input(q, l), inputOffset(q, l, from), inputStride(l), n, theta, base, 0.0, out, at);
      int bias = base + layer[l].biasOffset();
      if (l < layers - 1) {
        Activations.biasAndActivate(
            shape.activation(), out, at, n, width, theta, bias, columns[worker]);
      } else {
        columns[worker].add(out, at, n, width, theta, bias);
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
    workers.each(
        members,
        (worker, q) -> backward(worker, q, from, outputGradients[q], gradient, gradientOffset));
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
    columns[0].sum(firstDelta, 0, n, stackedWidth, beta, stackedBias, 0);
  }

  /** Takes a chunk's gradient from a member's output to its first layer. */
  private void backward(
      int worker, int q, int from, double[] outputGradient, double[] gradient, int gradientOffset) {
    int n = chunk(from);
    double beta = from == 0 ? 0.0 : 1.0;
    double[] delta = outputGradient;
    int at = from * shape.outputSize();
    int base = gradientOffset + q * parameters;
    int own = thetaOffset + q * parameters;
    for (int l = layers - 1; l >= 1; l--) {
      int fanIn = layer[l].fanIn();
      double[] in = input(q, l);
      int inOffset = inputOffset(q, l, from);
      layer[l].weightGradient(delta, at, in, inOffset, inputStride(l), n, beta, gradient, base);
      int bias = base + layer[l].biasOffset();
      columns[worker].sum(delta, at, n, layer[l].fanOut(), beta, gradient, bias);
      if (l == 1) {
        layer[l].back(delta, at, n, theta, own, 0.0, firstDelta, q * firstWidth, stackedWidth);
      } else {
        double[] below = deltas[worker][l - 1];
        layer[l].back(delta, at, n, theta, own, 0.0, below, 0, fanIn);
        Activations.multiplySlope(shape.activation(), in, inOffset, below, 0, n * fanIn);
        delta = below;
        at = 0;
      }
    }
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
    columns[0].add(firstTangent, 0, n, stackedWidth, stackedBias, 0);
    Activations.multiplySlope(
        shape.activation(), first, from * stackedWidth, firstTangent, 0, n * stackedWidth);
    workers.each(
        members, (worker, q) -> jvp(worker, q, from, firstTangent, v, vOffset, outputTangents[q]));
  }

  private void jvp(
      int worker,
      int q,
      int from,
      double[] firstTangent,
      double[] v,
      int vOffset,
      double[] outputTangent) {
    int n = chunk(from);
    int weights = thetaOffset + q * parameters;
    int directions = vOffset + q * parameters;
    for (int l = 1; l < layers; l++) {
      boolean last = l == layers - 1;
      int width = layer[l].fanOut();
      double[] out = last ? outputTangent : tangents[worker][l];
      int at = last ? from * width : 0;
      int stride = inputStride(l);
      layer[l].forward(
          input(q, l), inputOffset(q, l, from), stride, n, v, directions, 0.0, out, at);
      double[] below = l == 1 ? firstTangent : tangents[worker][l - 1];
      int belowAt = l == 1 ? q * firstWidth : 0;
      layer[l].forward(below, belowAt, stride, n, theta, weights, 1.0, out, at);
      columns[worker].add(out, at, n, width, v, directions + layer[l].biasOffset());
      if (!last) {
        Activations.multiplySlope(
            shape.activation(), values[q][l], from * width, out, 0, n * width);
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
