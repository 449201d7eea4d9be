package io.weir.core.f64.network;

import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import java.util.Arrays;

/**
 * A multi-head perceptron over a flat parameter vector, with the derivative products that learning
 * and hypergradients need. An instance is a workspace for at most maxRows rows: after the first use
 * of each method nothing is allocated. {@link #forward} remembers the caller's theta and x by
 * reference; they must stay unchanged until the derivative calls that belong to it are done. Not
 * thread-safe.
 *
 * <p>Rows go through all layers in chunks that stay in the processor's cache.
 */
public final class Mlp {
  private static final double[] NONE = new double[0];

  /** Rows per chunk; a wide network's parameters are read and written once per chunk. */
  private static final int CHUNK = 256;

  private final MlpShape shape;
  private final Layer[] layer;
  private final int maxRows;
  private final int layers;
  private final Columns columns;

  /** values[l] is what layer l-1 wrote; values[0] stands for x. */
  private final double[][] values;

  private final LossDeltas deltas;

  /** dL/d(output) of the last backward, of which the exact product needs all layers' parts. */
  private double[] outputGradient = NONE;

  private double[][] tangents = new double[0][];
  private double[] scratchA = NONE;
  private double[] scratchB = NONE;
  private double[] scratchOutput = NONE;
  private double[] theta = NONE;
  private int thetaOffset;
  private double[] x = NONE;
  private int xOffset;
  private int rows;
  private boolean backwardDone;
  private boolean deltasReady;

  /** A workspace for up to maxRows rows at once. */
  public Mlp(MlpShape shape, DenseKernels kernels, int maxRows) {
    this.shape = shape;
    this.maxRows = maxRows;
    this.layers = shape.layers();
    this.layer = new Layer[layers];
    this.columns = new Columns(shape.maxWidth());
    this.values = new double[layers + 1][];
    values[0] = NONE;
    for (int l = 0; l < layers; l++) {
      layer[l] = new Layer(shape, l, kernels);
      values[l + 1] = new double[maxRows * shape.outputSize(l)];
    }
    this.deltas = new LossDeltas(shape, layer, maxRows);
  }

  /**
   * Computes the outputs of rows inputs.
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
    backwardDone = false;
    for (int from = 0; from < rows; from += CHUNK) {
      forward(from, chunk(from));
    }
  }

  private void forward(int from, int n) {
    for (int l = 0; l < layers; l++) {
      int width = shape.outputSize(l);
      int at = from * width;
      int fanIn = layer[l].fanIn();
      layer[l].forward(
          input(l), inputOffset(l, from), fanIn, n, theta, thetaOffset, 0.0, values[l + 1], at);
      int bias = thetaOffset + layer[l].biasOffset();
      if (l < layers - 1) {
        Activations.biasAndActivate(
            shape.activation(), values[l + 1], at, n, width, theta, bias, columns);
      } else {
        columns.add(values[l + 1], at, n, width, theta, bias);
      }
    }
  }

  private int chunk(int from) {
    return Math.min(CHUNK, rows - from);
  }

  /** Row-major [rows, outputSize] of the last forward; the next one overwrites it. */
  public double[] output() {
    return values[layers];
  }

  /**
   * Overwrites gradient with the sum over rows of dL/dtheta, and keeps what {@link #hessianVector}
   * needs.
   *
   * @param outputGradient dL/d(output), row-major [rows, outputSize]
   */
  public void backward(double[] outputGradient, double[] gradient, int gradientOffset) {
    if (this.outputGradient.length == 0) {
      this.outputGradient = new double[maxRows * shape.outputSize()];
    }
    System.arraycopy(outputGradient, 0, this.outputGradient, 0, rows * shape.outputSize());
    vjp(outputGradient, gradient, gradientOffset);
    backwardDone = true;
    deltasReady = false;
  }

  /**
   * Overwrites result with J^T u at the last forward, u row-major [rows, outputSize]; leaves
   * backward's memory alone.
   */
  public void vjp(double[] u, double[] result, int resultOffset) {
    allocateScratch();
    if (rows == 0) {
      Arrays.fill(result, resultOffset, resultOffset + shape.parameterCount(), 0.0);
    }
    for (int from = 0; from < rows; from += CHUNK) {
      pullBack(u, from * shape.outputSize(), from, result, resultOffset);
    }
  }

  /** Adds a chunk's part of J^T u to result; the first chunk replaces it. */
  private void pullBack(double[] u, int uOffset, int from, double[] result, int resultOffset) {
    int n = chunk(from);
    double beta = from == 0 ? 0.0 : 1.0;
    double[] delta = scratchA;
    double[] next = scratchB;
    System.arraycopy(u, uOffset, delta, 0, n * shape.outputSize());
    for (int l = layers - 1; l >= 0; l--) {
      double[] in = input(l);
      int inOffset = inputOffset(l, from);
      int fanIn = layer[l].fanIn();
      layer[l].weightGradient(delta, 0, in, inOffset, fanIn, n, beta, result, resultOffset);
      biasGradient(l, delta, n, beta, result, resultOffset);
      if (l > 0) {
        layer[l].back(delta, 0, n, theta, thetaOffset, 0.0, next, 0, fanIn);
        Activations.multiplySlope(shape.activation(), in, inOffset, next, 0, n * fanIn);
        double[] swap = delta;
        delta = next;
        next = swap;
      }
    }
  }

  /**
   * Writes J v, row-major [rows, outputSize], the derivative of the last forward's output along v.
   */
  public void jvp(double[] v, int vOffset, double[] outputTangent) {
    for (int from = 0; from < rows; from += CHUNK) {
      tangentForward(v, vOffset, from, from);
    }
    if (rows > 0) {
      System.arraycopy(tangents[layers - 1], 0, outputTangent, 0, rows * shape.outputSize());
    }
  }

  /**
   * Overwrites result with the exact product of the loss's Hessian and v, by forward-over-reverse
   * (Pearlmutter 1994), for a loss whose Hessian by the outputs is diagonal. Needs a {@link
   * #backward} after the last forward.
   *
   * @param outputCurvature d2L/d(output)2 per cell, row-major [rows, outputSize]
   * @throws IllegalStateException if there was no backward since the last forward
   */
  public void hessianVector(
      double[] v, int vOffset, double[] outputCurvature, double[] result, int resultOffset) {
    prepareDeltas();
    for (int from = 0; from < rows; from += CHUNK) {
      tangentForward(v, vOffset, from, 0);
      scaledTangent(outputCurvature, from);
      tangentPullBack(v, vOffset, scratchOutput, 0, from, 0, result, resultOffset);
    }
  }

  /** Every layer's deltas at the last backward: once per point, whatever the number of products. */
  private void prepareDeltas() {
    if (!backwardDone) {
      throw new IllegalStateException("the exact Hessian product needs backward after forward");
    }
    allocateScratch();
    if (!deltasReady) {
      for (int from = 0; from < rows; from += CHUNK) {
        deltas.compute(outputGradient, theta, thetaOffset, values, from, chunk(from));
      }
      deltasReady = true;
    }
  }

  private void tangentPullBack(
      double[] v,
      int vOffset,
      double[] outputTangent,
      int outputOffset,
      int from,
      int tangentRow,
      double[] result,
      int resultOffset) {
    int n = chunk(from);
    double beta = from == 0 ? 0.0 : 1.0;
    double[] delta = scratchA;
    double[] next = scratchB;
    System.arraycopy(outputTangent, outputOffset, delta, 0, n * shape.outputSize());
    for (int l = layers - 1; l >= 0; l--) {
      double[] in = input(l);
      int inOffset = inputOffset(l, from);
      int fanIn = layer[l].fanIn();
      layer[l].weightGradient(delta, 0, in, inOffset, fanIn, n, beta, result, resultOffset);
      biasGradient(l, delta, n, beta, result, resultOffset);
      if (l > 0) {
        int deltaAt = from * layer[l].fanOut();
        double[] bySums = deltas.bySums(l);
        double[] tangent = tangents[l - 1];
        int tangentAt = tangentRow * fanIn;
        layer[l].weightGradient(
            bySums, deltaAt, tangent, tangentAt, fanIn, n, 1.0, result, resultOffset);
        layer[l].back(delta, 0, n, theta, thetaOffset, 0.0, next, 0, fanIn);
        layer[l].back(bySums, deltaAt, n, v, vOffset, 1.0, next, 0, fanIn);
        Activations.multiplySlopeTangent(
            shape.activation(),
            in,
            inOffset,
            tangent,
            tangentAt,
            deltas.byInputs(l),
            next,
            n * fanIn);
        double[] swap = delta;
        delta = next;
        next = swap;
      }
    }
  }

  /**
   * Overwrites result with J^T W J v, the Gauss-Newton product, positive semi-definite for W at
   * least zero.
   *
   * @param outputCurvature the diagonal of W, row-major [rows, outputSize]
   */
  public void gaussNewton(
      double[] v, int vOffset, double[] outputCurvature, double[] result, int resultOffset) {
    allocateScratch();
    for (int from = 0; from < rows; from += CHUNK) {
      tangentForward(v, vOffset, from, 0);
      scaledTangent(outputCurvature, from);
      pullBack(scratchOutput, 0, from, result, resultOffset);
    }
  }

  /** The shape this workspace was made for. */
  public MlpShape shape() {
    return shape;
  }

  /** Tangents of a chunk's rows, written from row {@code at} of the tangents on. */
  private void tangentForward(double[] v, int vOffset, int from, int at) {
    if (tangents.length == 0) {
      tangents = LossDeltas.perLayer(shape, maxRows);
    }
    int n = chunk(from);
    for (int l = 0; l < layers; l++) {
      double[] tangent = tangents[l];
      int width = shape.outputSize(l);
      int to = at * width;
      int fanIn = layer[l].fanIn();
      layer[l].forward(input(l), inputOffset(l, from), fanIn, n, v, vOffset, 0.0, tangent, to);
      if (l > 0) {
        layer[l].forward(
            tangents[l - 1], at * fanIn, fanIn, n, theta, thetaOffset, 1.0, tangent, to);
      }
      columns.add(tangent, to, n, width, v, vOffset + layer[l].biasOffset());
      if (l < layers - 1) {
        Activations.multiplySlope(
            shape.activation(), values[l + 1], from * width, tangent, to, n * width);
      }
    }
  }

  /** The tangents of a chunk, at the start of the tangents, times the curvature of its rows. */
  private void scaledTangent(double[] outputCurvature, int from) {
    double[] tangent = tangents[layers - 1];
    int at = from * shape.outputSize();
    for (int i = 0; i < chunk(from) * shape.outputSize(); i++) {
      scratchOutput[i] = outputCurvature[at + i] * tangent[i];
    }
  }

  private double[] input(int l) {
    return l == 0 ? x : values[l];
  }

  private int inputOffset(int l, int row) {
    return (l == 0 ? xOffset : 0) + row * shape.inputSize(l);
  }

  private void biasGradient(
      int l, double[] delta, int n, double beta, double[] gradient, int offset) {
    columns.sum(delta, 0, n, layer[l].fanOut(), beta, gradient, offset + layer[l].biasOffset());
  }

  private void allocateScratch() {
    if (scratchA.length == 0) {
      int n = Math.min(CHUNK, maxRows);
      scratchA = new double[n * shape.maxWidth()];
      scratchB = new double[n * shape.maxWidth()];
      scratchOutput = new double[n * shape.outputSize()];
    }
  }
}
