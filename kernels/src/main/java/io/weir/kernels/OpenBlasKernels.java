package io.weir.kernels;

import io.weir.core.linalg.DenseKernels;
import io.weir.core.linalg.EjmlKernels;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * OpenBLAS over windows copied out of the heap and back. Handing it the Java arrays themselves
 * would copy them whole, which for a window of a large array costs more than the product.
 */
final class OpenBlasKernels implements DenseKernels {
  static final String NAME = "openblas";

  private static final int ROW_MAJOR = openblas_nolapack.CblasRowMajor;
  private static final int PLAIN = openblas_nolapack.CblasNoTrans;
  private static final int TRANSPOSE = openblas_nolapack.CblasTrans;

  private final ThreadLocal<DoubleBuffers> doubles = ThreadLocal.withInitial(DoubleBuffers::new);
  private final ThreadLocal<FloatBuffers> floats = ThreadLocal.withInitial(FloatBuffers::new);

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
    if (m == 0 || n == 0 || k == 0) {
      EjmlKernels.INSTANCE.gemm(
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
      return;
    }
    int aRows = transposeA ? k : m;
    int aColumns = transposeA ? m : k;
    int bRows = transposeB ? n : k;
    int bColumns = transposeB ? k : n;
    DoubleBuffers buffers = doubles.get();
    buffers.reserve(m * k, k * n, m * n);
    DoubleBuffers.put(buffers.a, aRows, aColumns, a, aOffset, aStride);
    DoubleBuffers.put(buffers.b, bRows, bColumns, b, bOffset, bStride);
    if (beta != 0) {
      DoubleBuffers.put(buffers.c, m, n, c, cOffset, cStride);
    }
    openblas_nolapack.cblas_dgemm(
        ROW_MAJOR,
        transposeA ? TRANSPOSE : PLAIN,
        transposeB ? TRANSPOSE : PLAIN,
        m,
        n,
        k,
        alpha,
        buffers.a,
        aColumns,
        buffers.b,
        bColumns,
        beta,
        buffers.c,
        n);
    DoubleBuffers.get(buffers.c, m, n, c, cOffset, cStride);
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
    if (m == 0 || n == 0 || k == 0) {
      EjmlKernels.INSTANCE.gemm(
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
      return;
    }
    int aRows = transposeA ? k : m;
    int aColumns = transposeA ? m : k;
    int bRows = transposeB ? n : k;
    int bColumns = transposeB ? k : n;
    FloatBuffers buffers = floats.get();
    buffers.reserve(m * k, k * n, m * n);
    FloatBuffers.put(buffers.a, aRows, aColumns, a, aOffset, aStride);
    FloatBuffers.put(buffers.b, bRows, bColumns, b, bOffset, bStride);
    if (beta != 0) {
      FloatBuffers.put(buffers.c, m, n, c, cOffset, cStride);
    }
    openblas_nolapack.cblas_sgemm(
        ROW_MAJOR,
        transposeA ? TRANSPOSE : PLAIN,
        transposeB ? TRANSPOSE : PLAIN,
        m,
        n,
        k,
        alpha,
        buffers.a,
        aColumns,
        buffers.b,
        bColumns,
        beta,
        buffers.c,
        n);
    FloatBuffers.get(buffers.c, m, n, c, cOffset, cStride);
  }
}
