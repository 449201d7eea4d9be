package io.weir.core.linalg;

/**
 * Dense matrix products, the one thing a faster library can do better. All matrices are row-major
 * windows of arrays: element (i, j) of a matrix sits at {@code offset + i * stride + j}.
 * Implementations are stateless to their callers and safe for use by several threads, never start
 * threads of their own, and agree with one another within rounding.
 */
public interface DenseKernels {

  /** Name for logs and reports, for example {@code ejml}. */
  String name();

  /**
   * {@code C = alpha op(A) op(B) + beta C} with op(A) of m x k, op(B) of k x n and C of m x n. With
   * beta zero, C is written without being read (NaN in it does not spread). C must not overlap A or
   * B.
   *
   * @param transposeA whether A is stored k x m
   * @param transposeB whether B is stored n x k
   */
  void gemm(
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
      int cStride);

  /** The same in single precision. */
  void gemm(
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
      int cStride);

  /**
   * On whom independent pieces around the products may be spread, such as the members of an
   * ensemble; the caller alone unless others were asked for.
   */
  default Workers workers() {
    return Workers.CALLER;
  }

  /** The same products for work that is spread over threads, the caller's among them. */
  default DenseKernels on(int threads) {
    return threads == workers().count() ? this : new SharedKernels(this, Workers.of(threads));
  }

  /** The fastest kernels that work on this machine; see {@link KernelRegistry#best()}. */
  static DenseKernels best() {
    return KernelRegistry.best();
  }
}
