package io.weir.kernels;

/**
 * OpenBLAS over windows copied out of the heap and back. Handing it the Java arrays themselves
 * would copy them whole, which for a window of a large array costs more than the product.
 */
final class OpenBlasKernels extends NonEmptyProducts {
  static final String NAME = "openblas";

  private final ThreadLocal<OpenBlasDouble> doubles = ThreadLocal.withInitial(OpenBlasDouble::new);
  private final ThreadLocal<OpenBlasFloat> floats = ThreadLocal.withInitial(OpenBlasFloat::new);

  OpenBlasKernels() {
    super(NAME);
  }

  @Override
  void multiply(
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

  @Override
  void multiply(
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
