package io.weir.core.linalg;

/** Another's products, with workers. */
final class SharedKernels implements DenseKernels {
  private final DenseKernels kernels;
  private final Workers workers;

  SharedKernels(DenseKernels kernels, Workers workers) {
    this.kernels = kernels;
    this.workers = workers;
  }

  @Override
  public String name() {
    return kernels.name();
  }

  @Override
  public Workers workers() {
    return workers;
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
    kernels.gemm(
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
    kernels.gemm(
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
