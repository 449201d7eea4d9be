package io.weir.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.random.Rng;
import java.util.Arrays;
import org.ejml.concurrency.EjmlConcurrency;
import org.junit.jupiter.api.Test;

class EjmlKernelsTest {
  @Test
  void agreesWithTheDefinitionForEveryTranspositionStrideAndScale() {
    Rng rng = new Rng(7);
    for (int trial = 0; trial < 400; trial++) {
      boolean ta = rng.nextInt(2) == 1;
      boolean tb = rng.nextInt(2) == 1;
      int m = 1 + rng.nextInt(9);
      int n = 1 + rng.nextInt(9);
      int k = rng.nextInt(9);
      int tight = rng.nextInt(2);
      int ao = tight * rng.nextInt(4);
      int as = Math.max(1, (ta ? m : k) + tight * rng.nextInt(3));
      int bo = tight * rng.nextInt(4);
      int bs = Math.max(1, (tb ? k : n) + tight * rng.nextInt(3));
      int co = tight * rng.nextInt(4);
      int cs = n + tight * rng.nextInt(3);
      double alpha = new double[] {1, -0.5, 0}[rng.nextInt(3)];
      double beta = new double[] {0, 1, 0.25}[rng.nextInt(3)];
      double[] a = random(rng, ao + as * Math.max(1, ta ? k : m));
      double[] b = random(rng, bo + bs * Math.max(1, tb ? n : k));
      double[] c = random(rng, co + cs * m + 3);
      double[] expected = c.clone();
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int q = 0; q < k; q++) {
            sum += a[ao + (ta ? q * as + i : i * as + q)] * b[bo + (tb ? j * bs + q : q * bs + j)];
          }
          expected[co + i * cs + j] = alpha * sum + beta * c[co + i * cs + j];
        }
      }
      float[] fc = floats(c);
      EjmlKernels.INSTANCE.gemm(ta, tb, m, n, k, alpha, a, ao, as, b, bo, bs, beta, c, co, cs);
      EjmlKernels.INSTANCE.gemm(
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
          fc,
          co,
          cs);
      for (int i = 0; i < c.length; i++) {
        assertThat(c[i]).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-13));
        assertThat((double) fc[i])
            .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-5));
      }
    }
  }

  @Test
  void zeroBetaDoesNotReadTheResult() {
    double[] c = {Double.NaN};
    EjmlKernels.INSTANCE.gemm(
        false, false, 1, 1, 1, 1.0, new double[] {2}, 0, 1, new double[] {3}, 0, 1, 0.0, c, 0, 1);
    assertThat(c[0]).isEqualTo(6);
  }

  @Test
  void staysOnTheCallersThreadAndIsTheChoiceWhereNothingElseIsPresent() {
    assertThat(DenseKernels.best().name()).isEqualTo("ejml");
    assertThat(EjmlConcurrency.USE_CONCURRENT).isFalse();
    assertThat(KernelRegistry.available()).extracting(DenseKernels::name).containsExactly("ejml");
  }

  private static double[] random(Rng rng, int n) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> rng.nextGaussian());
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
