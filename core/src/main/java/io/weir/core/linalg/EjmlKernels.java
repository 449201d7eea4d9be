package io.weir.core.linalg;

import org.ejml.concurrency.EjmlConcurrency;

/**
 * The default: EJML's products. Windows that EJML cannot address (an offset, a stride) go through a
 * copy.
 */
public final class EjmlKernels implements DenseKernels {
  static {
    // EJML splits larger products over the machine's cores by itself; a task slot owns one.
    EjmlConcurrency.USE_CONCURRENT = false;
  }

  /** Its name, {@value}. */
  public static final String NAME = "ejml";

  /** The only instance; scratch space is per thread. */
  public static final EjmlKernels INSTANCE = new EjmlKernels();

  private final ThreadLocal<EjmlDoubleProduct> doubles =
      ThreadLocal.withInitial(EjmlDoubleProduct::new);
  private final ThreadLocal<EjmlFloatProduct> floats =
      ThreadLocal.withInitial(EjmlFloatProduct::new);

  private EjmlKernels() {}

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
