package io.weir.core.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** One thread's scratch matrices for {@link EjmlKernels}, double precision. */
final class EjmlDoubleProduct {
  private static final double[] EMPTY = new double[0];

  // Headers that point into the caller's arrays, and matrices of our own for windows EJML cannot
  // address.
  private final DMatrixRMaj viewA = new DMatrixRMaj();
  private final DMatrixRMaj viewB = new DMatrixRMaj();
  private final DMatrixRMaj viewC = new DMatrixRMaj();
  private final DMatrixRMaj copyA = new DMatrixRMaj();
  private final DMatrixRMaj copyB = new DMatrixRMaj();
  private final DMatrixRMaj copyC = new DMatrixRMaj();

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
    if (m == 0 || n == 0) {
      return;
    }
    if (beta != 1) {
      scale(c, cOffset, cStride, m, n, beta);
    }
    if (k == 0 || alpha == 0) {
      return;
    }
    DMatrixRMaj matrixA =
        operand(viewA, copyA, transposeA ? k : m, transposeA ? m : k, a, aOffset, aStride);
    DMatrixRMaj matrixB =
        operand(viewB, copyB, transposeB ? n : k, transposeB ? k : n, b, bOffset, bStride);
    DMatrixRMaj matrixC = operand(viewC, copyC, m, n, c, cOffset, cStride);
    if (transposeA) {
      if (transposeB) {
        CommonOps_DDRM.multAddTransAB(alpha, matrixA, matrixB, matrixC);
      } else {
        CommonOps_DDRM.multAddTransA(alpha, matrixA, matrixB, matrixC);
      }
    } else if (transposeB) {
      CommonOps_DDRM.multAddTransB(alpha, matrixA, matrixB, matrixC);
    } else {
      CommonOps_DDRM.multAdd(alpha, matrixA, matrixB, matrixC);
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

  private static void scale(
      double[] c, int offset, int stride, int rows, int columns, double beta) {
    for (int i = 0; i < rows; i++) {
      int from = offset + i * stride;
      for (int j = from; j < from + columns; j++) {
        c[j] = beta == 0 ? 0 : beta * c[j];
      }
    }
  }

  private static DMatrixRMaj operand(
      DMatrixRMaj view,
      DMatrixRMaj copy,
      int rows,
      int columns,
      double[] data,
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
