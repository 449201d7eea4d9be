package io.weir.kernels;

import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * One thread's native memory for three double matrices, and products in it; grows, and is freed
 * with the thread's last reference.
 */
final class OpenBlasDouble {
  private static final int ROW_MAJOR = openblas_nolapack.CblasRowMajor;
  private static final int PLAIN = openblas_nolapack.CblasNoTrans;
  private static final int TRANSPOSE = openblas_nolapack.CblasTrans;

  private final Matrix left = new Matrix();
  private final Matrix right = new Matrix();
  private final Matrix product = new Matrix();

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
    int aRows = transposeA ? k : m;
    int aColumns = transposeA ? m : k;
    int bRows = transposeB ? n : k;
    int bColumns = transposeB ? k : n;
    left.reserve(m * k);
    left.put(aRows, aColumns, a, aOffset, aStride);
    right.reserve(k * n);
    right.put(bRows, bColumns, b, bOffset, bStride);
    product.reserve(m * n);
    if (beta != 0) {
      product.put(m, n, c, cOffset, cStride);
    }
    openblas_nolapack.cblas_dgemm(
        ROW_MAJOR,
        transposeA ? TRANSPOSE : PLAIN,
        transposeB ? TRANSPOSE : PLAIN,
        m,
        n,
        k,
        alpha,
        left.memory,
        aColumns,
        right.memory,
        bColumns,
        beta,
        product.memory,
        n);
    product.get(m, n, c, cOffset, cStride);
  }

  /** Packed rows outside the heap. The view copies without a call into native code. */
  private static final class Matrix {
    DoublePointer memory = new DoublePointer(1);
    private DoubleBuffer view = memory.asBuffer();

    void reserve(int cells) {
      if (memory.capacity() < cells) {
        memory.close();
        memory = new DoublePointer((long) Integer.highestOneBit(Math.max(1, cells - 1)) * 2);
        view = memory.asBuffer();
      }
    }

    /** Copies a window in. */
    void put(int rows, int columns, double[] from, int offset, int stride) {
      if (stride == columns) {
        view.put(0, from, offset, rows * columns);
        return;
      }
      for (int i = 0; i < rows; i++) {
        view.put(i * columns, from, offset + i * stride, columns);
      }
    }

    /** Copies the rows back into a window. */
    void get(int rows, int columns, double[] to, int offset, int stride) {
      if (stride == columns) {
        view.get(0, to, offset, rows * columns);
        return;
      }
      for (int i = 0; i < rows; i++) {
        view.get(i * columns, to, offset + i * stride, columns);
      }
    }
  }
}
