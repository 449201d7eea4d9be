package io.weir.core.linalg;

import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/** One thread's scratch matrices for {@link EjmlKernels}, single precision. */
final class EjmlFloatProduct {
  private static final float[] EMPTY = new float[0];

  // Headers that point into the caller's arrays, and matrices of our own for windows EJML cannot
  // address.
  private final FMatrixRMaj viewA = new FMatrixRMaj();
  private final FMatrixRMaj viewB = new FMatrixRMaj();
  private final FMatrixRMaj viewC = new FMatrixRMaj();
  private final FMatrixRMaj copyA = new FMatrixRMaj();
  private final FMatrixRMaj copyB = new FMatrixRMaj();
  private final FMatrixRMaj copyC = new FMatrixRMaj();

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
    if (m == 0 || n == 0) {
      return;
    }
    if (beta != 1) {
      scale(c, cOffset, cStride, m, n, beta);
    }
    if (k == 0 || alpha == 0) {
      return;
    }
    FMatrixRMaj matrixA =
        operand(viewA, copyA, transposeA ? k : m, transposeA ? m : k, a, aOffset, aStride);
    FMatrixRMaj matrixB =
        operand(viewB, copyB, transposeB ? n : k, transposeB ? k : n, b, bOffset, bStride);
    FMatrixRMaj matrixC = operand(viewC, copyC, m, n, c, cOffset, cStride);
    if (transposeA) {
      if (transposeB) {
        CommonOps_FDRM.multAddTransAB(alpha, matrixA, matrixB, matrixC);
      } else {
        CommonOps_FDRM.multAddTransA(alpha, matrixA, matrixB, matrixC);
      }
    } else if (transposeB) {
      CommonOps_FDRM.multAddTransB(alpha, matrixA, matrixB, matrixC);
    } else {
      CommonOps_FDRM.multAdd(alpha, matrixA, matrixB, matrixC);
    }
    if (matrixC == copyC) {
      for (int i = 0; i < m; i++) {
        System.arraycopy(copyC.data, i * n, c, cOffset + i * cStride, n);
      }
    }
    // The caller's arrays are not ours to keep alive.
    viewA.data = EMPTY;
    viewB.data = EMPTY;
    viewC.data = EMPTY;
  }

  private static void scale(float[] c, int offset, int stride, int rows, int columns, float beta) {
    for (int i = 0; i < rows; i++) {
      int from = offset + i * stride;
      for (int j = from; j < from + columns; j++) {
        c[j] = beta == 0 ? 0 : beta * c[j];
      }
    }
  }

  private static FMatrixRMaj operand(
      FMatrixRMaj view,
      FMatrixRMaj copy,
      int rows,
      int columns,
      float[] data,
      int offset,
      int stride) {
    if (offset == 0 && (stride == columns || rows == 1)) {
      view.data = data;
      view.numRows = rows;
      view.numCols = columns;
      return view;
    }
    copy.reshape(rows, columns);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(data, offset + i * stride, copy.data, i * columns, columns);
    }
    return copy;
  }
}
