package io.weir.core.f64.network;

import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;

/** The three matrix products of one layer, on windows of row-major arrays. */
final class Layer {
  private final DenseKernels kernels;
  private final int fanIn;
  private final int fanOut;
  private final int weightOffset;
  private final int biasOffset;

  Layer(MlpShape shape, int index, DenseKernels kernels) {
    this.kernels = kernels;
    fanIn = shape.inputSize(index);
    fanOut = shape.outputSize(index);
    weightOffset = shape.weightOffset(index);
    biasOffset = shape.biasOffset(index);
  }

  int fanIn() {
    return fanIn;
  }

  int fanOut() {
    return fanOut;
  }

  /** Where the bias is, within a member's parameters. */
  int biasOffset() {
    return biasOffset;
  }

  /**
   * sums = beta sums + in W^T.
   *
   * @param base where the member's parameters begin
   */
  void forward(
      double[] in,
      int inOffset,
      int inStride,
      int n,
      double[] parameters,
      int base,
      double beta,
      double[] sums,
      int sumsOffset) {
    kernels.gemm(
        false,
        true,
        n,
        fanOut,
        fanIn,
        1.0,
        in,
        inOffset,
        inStride,
        parameters,
        base + weightOffset,
        fanIn,
        beta,
        sums,
        sumsOffset,
        fanOut);
  }

  /** dW = beta dW + delta^T in. */
  void weightGradient(
      double[] delta,
      int deltaOffset,
      double[] in,
      int inOffset,
      int inStride,
      int n,
      double beta,
      double[] gradient,
      int base) {
    kernels.gemm(
        true,
        false,
        fanOut,
        fanIn,
        n,
        1.0,
        delta,
        deltaOffset,
        fanOut,
        in,
        inOffset,
        inStride,
        beta,
        gradient,
        base + weightOffset,
        fanIn);
  }

  /** result = beta result + delta W. */
  void back(
      double[] delta,
      int deltaOffset,
      int n,
      double[] parameters,
      int base,
      double beta,
      double[] result,
      int resultOffset,
      int resultStride) {
    kernels.gemm(
        false,
        false,
        n,
        fanIn,
        fanOut,
        1.0,
        delta,
        deltaOffset,
        fanOut,
        parameters,
        base + weightOffset,
        fanIn,
        beta,
        result,
        resultOffset,
        resultStride);
  }
}
