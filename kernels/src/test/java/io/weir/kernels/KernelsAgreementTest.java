package io.weir.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.linalg.DenseKernels;
import io.weir.core.linalg.EjmlKernels;
import io.weir.core.linalg.KernelRegistry;
import io.weir.core.random.Rng;
import java.util.List;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelsAgreementTest {
  static List<DenseKernels> available() {
    return KernelRegistry.available();
  }

  @Test
  void theNativeLibraryIsPreferredAndPinned() {
    assertThat(DenseKernels.best().name()).isEqualTo("openblas");
    assertThat(available())
        .extracting(DenseKernels::name)
        .startsWith("openblas")
        .endsWith("ejml")
        .hasSize(3);
    assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("available")
  void agreesWithEjmlForEveryWindowTranspositionAndScale(DenseKernels kernels) {
    Rng rng = new Rng(11);
    for (int trial = 0; trial < 300; trial++) {
      boolean ta = rng.nextInt(2) == 1;
      boolean tb = rng.nextInt(2) == 1;
      int m = rng.nextInt(40);
      int n = rng.nextInt(40);
      int k = rng.nextInt(40);
      int ao = rng.nextInt(4);
      int as = Math.max(1, (ta ? m : k) + rng.nextInt(2) * rng.nextInt(3));
      int bo = rng.nextInt(4);
      int bs = Math.max(1, (tb ? k : n) + rng.nextInt(2) * rng.nextInt(3));
      int co = rng.nextInt(4);
      int cs = Math.max(1, n + rng.nextInt(2) * rng.nextInt(3));
      double alpha = new double[] {1, -0.5}[rng.nextInt(2)];
      double beta = new double[] {0, 1, 0.25}[rng.nextInt(3)];
      // Half of the windows end with their array.
      int slack = rng.nextInt(2) * 40;
      double[] a = random(rng, ao + as * Math.max(0, (ta ? k : m) - 1) + (ta ? m : k) + slack);
      double[] b = random(rng, bo + bs * Math.max(0, (tb ? n : k) - 1) + (tb ? k : n) + slack);
      double[] c = random(rng, co + cs * Math.max(0, m - 1) + n + slack);
      if (beta == 0 && c.length > co && m > 0 && n > 0) {
        c[co] = Double.NaN;
      }
      double[] expected = c.clone();
      float[] singles = floats(c);
      EjmlKernels.INSTANCE.gemm(
          ta, tb, m, n, k, alpha, a, ao, as, b, bo, bs, beta, expected, co, cs);
      kernels.gemm(ta, tb, m, n, k, alpha, a, ao, as, b, bo, bs, beta, c, co, cs);
      kernels.gemm(
          ta,
          tb,
          m,
          n,
          k,
          (float) alpha,
          floats(a),
          ao,
          as,
          floats(b),
          bo,
          bs,
          (float) beta,
          singles,
          co,
          cs);
      for (int i = 0; i < c.length; i++) {
        assertThat(c[i]).isCloseTo(expected[i], within(1e-12));
        assertThat((double) singles[i]).isCloseTo(expected[i], within(5e-5));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("available")
  void repeatsItselfBitForBit(DenseKernels kernels) {
    Rng rng = new Rng(12);
    double[] a = random(rng, 129 * 65);
    double[] b = random(rng, 65 * 33);
    double[] first = new double[129 * 33];
    kernels.gemm(false, false, 129, 33, 65, 1.0, a, 0, 65, b, 0, 33, 0.0, first, 0, 33);
    for (int i = 0; i < 5; i++) {
      double[] again = new double[129 * 33];
      kernels.gemm(false, false, 129, 33, 65, 1.0, a, 0, 65, b, 0, 33, 0.0, again, 0, 33);
      assertThat(again).containsExactly(first);
    }
  }

  private static double[] random(Rng rng, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = rng.nextGaussian();
    }
    return values;
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
