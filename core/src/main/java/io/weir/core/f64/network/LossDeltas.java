package io.weir.core.f64.network;

import io.weir.core.network.MlpShape;

/**
 * What the exact Hessian product keeps of a backward pass: for every layer and row, the loss's
 * derivative by the layer's weighted sums and by the values it reads. Takes memory on first use.
 */
final class LossDeltas {
  private final MlpShape shape;
  private final Layer[] layers;
  private final int maxRows;
  private double[][] bySums = new double[0][];
  private double[][] byInputs = new double[0][];

  LossDeltas(MlpShape shape, Layer[] layers, int maxRows) {
    this.shape = shape;
    this.layers = layers;
    this.maxRows = maxRows;
  }

  /** An array of maxRows rows per layer, as wide as what the layer writes. */
  static double[][] perLayer(MlpShape shape, int maxRows) {
    double[][] arrays = new double[shape.layers()][];
    for (int l = 0; l < arrays.length; l++) {
      arrays[l] = new double[maxRows * shape.outputSize(l)];
    }
    return arrays;
  }

  /**
   * Computes n rows from row from on.
   *
   * @param outputGradient dL/d(output), row-major [rows, outputSize]
   * @param values values[l] is what layer l reads, l at least 1
   */
  void compute(
      double[] outputGradient,
      double[] theta,
      int thetaOffset,
      double[][] values,
      int from,
      int n) {
    if (bySums.length == 0) {
      bySums = perLayer(shape, maxRows);
      byInputs = perLayer(shape, maxRows);
    }
    int last = layers.length - 1;
    int outputAt = from * shape.outputSize();
    System.arraycopy(outputGradient, outputAt, bySums[last], outputAt, n * shape.outputSize());
    for (int l = last; l > 0; l--) {
      int fanIn = layers[l].fanIn();
      int deltaAt = from * layers[l].fanOut();
      int at = from * fanIn;
      int cells = n * fanIn;
      double[] upstream = byInputs[l - 1];
      layers[l].back(bySums[l], deltaAt, n, theta, thetaOffset, 0.0, upstream, at, fanIn);
      System.arraycopy(upstream, at, bySums[l - 1], at, cells);
      Activations.multiplySlope(shape.activation(), values[l], at, bySums[l - 1], at, cells);
    }
  }

  /** Derivative by the weighted sums of layer l, row-major. */
  double[] bySums(int l) {
    return bySums[l];
  }

  /** Derivative by the values that layer l reads, row-major; l at least 1. */
  double[] byInputs(int l) {
    return byInputs[l - 1];
  }
}
