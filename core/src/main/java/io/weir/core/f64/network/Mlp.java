package io.weir.core.f64.network;

import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;

/**
 * A multi-head perceptron over a flat parameter vector, with the derivative products that learning
 * and hypergradients need. An instance is a workspace for at most maxRows rows: after the first use
 * of each method nothing is allocated. {@link #forward} remembers the caller's theta and x by
 * reference; they must stay unchanged until the derivative calls that belong to it are done. Not
 * thread-safe.
 */
public final class Mlp {
  private static final double[] NONE = new double[0];

  private final MlpShape shape;
  private final DenseKernels kernels;
  private final int maxRows;
  private final int layers;

  /** values[l] is what layer l-1 wrote; values[0] stands for x. */
  private final double[][] values;

  /**
   * Loss derivative by the weighted sums of layer l, and by the values it reads, from the last
   * backward.
   */
  private double[][] deltas = new double[0][];

  private double[][] upstreams = new double[0][];
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

  /** A workspace for up to maxRows rows at once. */
  public Mlp(MlpShape shape, DenseKernels kernels, int maxRows) {
    this.shape = shape;
    this.kernels = kernels;
    this.maxRows = maxRows;
    this.layers = shape.layers();
    this.values = new double[layers + 1][];
    values[0] = NONE;
    for (int l = 0; l < layers; l++) {
      values[l + 1] = new double[maxRows * shape.outputSize(l)];
    }
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
    for (int l = 0; l < layers; l++) {
      weightedSums(l, input(l), inputOffset(l), theta, thetaOffset, 0.0, values[l + 1]);
      int bias = thetaOffset + shape.biasOffset(l);
      if (l < layers - 1) {
        Activations.biasAndActivate(
            shape.activation(), values[l + 1], rows, shape.outputSize(l), theta, bias);
      } else {
        Activations.addBias(values[l + 1], rows, shape.outputSize(l), theta, bias);
      }
    }
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
    if (deltas.length == 0) {
      deltas = perLayer();
      upstreams = perLayer();
    }
    System.arraycopy(outputGradient, 0, deltas[layers - 1], 0, rows * shape.outputSize());
    for (int l = layers - 1; l >= 0; l--) {
      parameterGradient(l, deltas[l], input(l), inputOffset(l), 0.0, gradient, gradientOffset);
      biasGradient(l, deltas[l], gradient, gradientOffset);
      if (l > 0) {
        int n = rows * shape.inputSize(l);
        back(l, deltas[l], theta, thetaOffset, 0.0, upstreams[l - 1]);
        System.arraycopy(upstreams[l - 1], 0, deltas[l - 1], 0, n);
        Activations.multiplySlope(shape.activation(), values[l], deltas[l - 1], n);
      }
    }
    backwardDone = true;
  }

  /**
   * Overwrites result with J^T u at the last forward, u row-major [rows, outputSize]; leaves
   * backward's memory alone.
   */
  public void vjp(double[] u, double[] result, int resultOffset) {
    allocateScratch();
    double[] delta = scratchA;
    double[] next = scratchB;
    System.arraycopy(u, 0, delta, 0, rows * shape.outputSize());
    for (int l = layers - 1; l >= 0; l--) {
      parameterGradient(l, delta, input(l), inputOffset(l), 0.0, result, resultOffset);
      biasGradient(l, delta, result, resultOffset);
      if (l > 0) {
        back(l, delta, theta, thetaOffset, 0.0, next);
        Activations.multiplySlope(shape.activation(), values[l], next, rows * shape.inputSize(l));
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
    tangentForward(v, vOffset);
    System.arraycopy(tangents[layers - 1], 0, outputTangent, 0, rows * shape.outputSize());
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
    tangentForward(v, vOffset);
    scaledTangent(outputCurvature);
    tangentBackward(v, vOffset, scratchOutput, result, resultOffset);
  }

  /**
   * The second half of an exact Hessian-vector product for any loss: given the derivative along v
   * of dL/d(output) (after {@link #jvp} with the same v), overwrites result with the derivative
   * along v of dL/dtheta.
   *
   * @throws IllegalStateException if there was no backward since the last forward
   */
  public void tangentBackward(
      double[] v, int vOffset, double[] outputGradientTangent, double[] result, int resultOffset) {
    if (!backwardDone) {
      throw new IllegalStateException("the exact Hessian product needs backward after forward");
    }
    allocateScratch();
    double[] delta = scratchA;
    double[] next = scratchB;
    System.arraycopy(outputGradientTangent, 0, delta, 0, rows * shape.outputSize());
    for (int l = layers - 1; l >= 0; l--) {
      parameterGradient(l, delta, input(l), inputOffset(l), 0.0, result, resultOffset);
      biasGradient(l, delta, result, resultOffset);
      if (l > 0) {
        parameterGradient(l, deltas[l], tangents[l - 1], 0, 1.0, result, resultOffset);
        back(l, delta, theta, thetaOffset, 0.0, next);
        back(l, deltas[l], v, vOffset, 1.0, next);
        Activations.multiplySlopeTangent(
            shape.activation(),
            values[l],
            tangents[l - 1],
            upstreams[l - 1],
            next,
            rows * shape.inputSize(l));
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
    tangentForward(v, vOffset);
    scaledTangent(outputCurvature);
    vjp(scratchOutput, result, resultOffset);
  }

  /** The shape this workspace was made for. */
  public MlpShape shape() {
    return shape;
  }

  /** The most rows one forward can take. */
  public int maxRows() {
    return maxRows;
  }

  /**
   * Draws a start: hidden weights N(0, hiddenGain / fan-in), output weights N(0, outputGain /
   * fan-in), hidden biases zero, output biases revenueBias and costBias. The study's values are 2,
   * 0.25, 0.7 and 0.3.
   */
  public static void initialize(
      MlpShape shape,
      double[] theta,
      int offset,
      Rng rng,
      double hiddenGain,
      double outputGain,
      double revenueBias,
      double costBias) {
    int last = shape.layers() - 1;
    for (int l = 0; l <= last; l++) {
      double gain = l == last ? outputGain : hiddenGain;
      double deviation = (double) Math.sqrt(gain / shape.inputSize(l));
      int bias = offset + shape.biasOffset(l);
      for (int i = offset + shape.weightOffset(l); i < bias; i++) {
        theta[i] = deviation * (double) rng.nextGaussian();
      }
      for (int j = 0; j < shape.outputSize(l); j++) {
        theta[bias + j] = l < last ? 0.0 : j < shape.arms() ? revenueBias : costBias;
      }
    }
  }

  private void tangentForward(double[] v, int vOffset) {
    if (tangents.length == 0) {
      tangents = perLayer();
    }
    for (int l = 0; l < layers; l++) {
      double[] tangent = tangents[l];
      weightedSums(l, input(l), inputOffset(l), v, vOffset, 0.0, tangent);
      if (l > 0) {
        weightedSums(l, tangents[l - 1], 0, theta, thetaOffset, 1.0, tangent);
      }
      Activations.addBias(tangent, rows, shape.outputSize(l), v, vOffset + shape.biasOffset(l));
      if (l < layers - 1) {
        Activations.multiplySlope(
            shape.activation(), values[l + 1], tangent, rows * shape.outputSize(l));
      }
    }
  }

  private void scaledTangent(double[] outputCurvature) {
    allocateScratch();
    double[] tangent = tangents[layers - 1];
    for (int i = 0; i < rows * shape.outputSize(); i++) {
      scratchOutput[i] = outputCurvature[i] * tangent[i];
    }
  }

  private double[] input(int l) {
    return l == 0 ? x : values[l];
  }

  private int inputOffset(int l) {
    return l == 0 ? xOffset : 0;
  }

  /** sums = beta sums + in W^T. */
  private void weightedSums(
      int l, double[] in, int inOffset, double[] weights, int offset, double beta, double[] sums) {
    int fanIn = shape.inputSize(l);
    int fanOut = shape.outputSize(l);
    int w = offset + shape.weightOffset(l);
    kernels.gemm(
        false, true, rows, fanOut, fanIn, 1.0, in, inOffset, fanIn, weights, w, fanIn, beta, sums,
        0, fanOut);
  }

  /** dW = beta dW + delta^T in. */
  private void parameterGradient(
      int l,
      double[] delta,
      double[] in,
      int inOffset,
      double beta,
      double[] gradient,
      int offset) {
    int fanIn = shape.inputSize(l);
    int fanOut = shape.outputSize(l);
    int w = offset + shape.weightOffset(l);
    kernels.gemm(
        true, false, fanOut, fanIn, rows, 1.0, delta, 0, fanOut, in, inOffset, fanIn, beta,
        gradient, w, fanIn);
  }

  private void biasGradient(int l, double[] delta, double[] gradient, int offset) {
    int fanOut = shape.outputSize(l);
    int bias = offset + shape.biasOffset(l);
    Arrays.fill(gradient, bias, bias + fanOut, 0.0);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < fanOut; j++) {
        gradient[bias + j] += delta[i * fanOut + j];
      }
    }
  }

  /** result = beta result + delta W. */
  private void back(
      int l, double[] delta, double[] weights, int offset, double beta, double[] result) {
    int fanIn = shape.inputSize(l);
    int fanOut = shape.outputSize(l);
    int w = offset + shape.weightOffset(l);
    kernels.gemm(
        false, false, rows, fanIn, fanOut, 1.0, delta, 0, fanOut, weights, w, fanIn, beta, result,
        0, fanIn);
  }

  private double[][] perLayer() {
    double[][] arrays = new double[layers][];
    for (int l = 0; l < layers; l++) {
      arrays[l] = new double[maxRows * shape.outputSize(l)];
    }
    return arrays;
  }

  private void allocateScratch() {
    if (scratchA.length == 0) {
      scratchA = new double[maxRows * shape.maxWidth()];
      scratchB = new double[maxRows * shape.maxWidth()];
      scratchOutput = new double[maxRows * shape.outputSize()];
    }
  }
}
