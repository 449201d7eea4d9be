package io.weir.kernels;

import io.weir.core.linalg.DenseKernels;

/**
 * OpenBLAS over windows copied out of the heap and back. Handing it the Java arrays themselves
 * would copy them whole, which for a window of a large array costs more than the product.
 */
final class OpenBlasKernels implements DenseKernels {
  static final String NAME = "openblas";

  private final ThreadLocal<OpenBlasDouble> doubles = ThreadLocal.withInitial(OpenBlasDouble::new);
  private final ThreadLocal<OpenBlasFloat> floats = ThreadLocal.withInitial(OpenBlasFloat::new);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void gemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      double alpha,
      double[] a,
      int aOffset,
      int aStride,
      double[] b,
      int bOffset,
      int bStride,
      double beta,
      double[] c,
      int cOffset,
      int cStride) {
    if (!EmptyProduct.done(m, n, k, beta, c, cOffset, cStride)) {
      doubles
          .get()
          .multiply(
              transposeA,
              transposeB,
              m,
              n,
              k,
              alpha,
              a,
              aOffset,
              aStride,
              b,
              bOffset,
              bStride,
              beta,
              c,
              cOffset,
              cStride);
    }
  }

  @Override
  public void gemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      int bStride,
      float beta,
      float[] c,
      int cOffset,
      int cStride) {
    if (!EmptyProduct.done(m, n, k, beta, c, cOffset, cStride)) {
      floats
          .get()
          .multiply(
              transposeA,
              transposeB,
              m,
              n,
              k,
              alpha,
              a,
              aOffset,
              aStride,
              b,
              bOffset,
              bStride,
              beta,
              c,
              cOffset,
              cStride);
    }
  }
}
