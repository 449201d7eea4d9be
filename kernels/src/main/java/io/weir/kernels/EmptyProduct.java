package io.weir.kernels;

/**
 * Products with nothing to multiply, which libraries take differently: without an inner dimension,
 * C = beta C.
 */
final class EmptyProduct {
  private EmptyProduct() {}

  /** Whether there is nothing to multiply; then C is as it should be. */
  static boolean done(int m, int n, int k, double beta, double[] c, int cOffset, int cStride) {
    for (int i = 0; k == 0 && i < m; i++) {
      for (int at = cOffset + i * cStride; at < cOffset + i * cStride + n; at++) {
        c[at] = beta == 0 ? 0 : beta * c[at];
      }
    }
    return m == 0 || n == 0 || k == 0;
  }

  /** The same in single precision. */
  static boolean done(int m, int n, int k, float beta, float[] c, int cOffset, int cStride) {
    for (int i = 0; k == 0 && i < m; i++) {
      for (int at = cOffset + i * cStride; at < cOffset + i * cStride + n; at++) {
        c[at] = beta == 0 ? 0 : beta * c[at];
      }
    }
    return m == 0 || n == 0 || k == 0;
  }
}
