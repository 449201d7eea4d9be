package io.weir.kernels;

import dev.ludovic.netlib.blas.JavaBLAS;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.linalg.EjmlKernels;
import java.util.Locale;

/**
 * netlib's Java kernels. They are column-major; a row-major product is the column-major product of
 * the transposes in the other order. A window whose last row ends the array goes to EJML instead.
 */
final class NetlibKernels implements DenseKernels {
  private final JavaBLAS blas;
  private final String name;

  NetlibKernels(JavaBLAS blas) {
    this.blas = blas;
    boolean vectorized =
        blas.getClass().getSimpleName().toLowerCase(Locale.ROOT).contains("vector");
    name = vectorized ? "netlib-vector" : "netlib-java";
  }

  @Override
  public String name() {
    return name;
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
    if (EmptyProduct.done(m, n, k, beta, c, cOffset, cStride)) {
      return;
    }
    if (!(whole(a.length, aOffset, transposeA ? k : m, aStride)
        && whole(b.length, bOffset, transposeB ? n : k, bStride)
        && whole(c.length, cOffset, m, cStride))) {
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
    blas.dgemm(
        transposeB ? "T" : "N",
        transposeA ? "T" : "N",
        n,
        m,
        k,
        alpha,
        b,
        bOffset,
        bStride,
        a,
        aOffset,
        aStride,
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
    if (EmptyProduct.done(m, n, k, beta, c, cOffset, cStride)) {
      return;
    }
    if (!(whole(a.length, aOffset, transposeA ? k : m, aStride)
        && whole(b.length, bOffset, transposeB ? n : k, bStride)
        && whole(c.length, cOffset, m, cStride))) {
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
    blas.sgemm(
        transposeB ? "T" : "N",
        transposeA ? "T" : "N",
        n,
        m,
        k,
        alpha,
        b,
        bOffset,
        bStride,
        a,
        aOffset,
        aStride,
        beta,
        c,
        cOffset,
        cStride);
  }

  /** Whether the last row's stride lies in the array too, on which the library insists. */
  private static boolean whole(int length, int offset, int rows, int stride) {
    return offset + (long) rows * stride <= length;
  }
}
