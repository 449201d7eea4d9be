package io.weir.backtest.method;

import io.weir.core.f64.bilevel.SampleBatch;
import io.weir.core.random.Rng;
import java.util.Arrays;

/** Orders of rows, and mini-batches of them. */
final class Rows {
  private static final double[] NO_TEACHER = new double[0];

  private Rows() {}

  static int[] all(int n) {
    int[] rows = new int[n];
    Arrays.setAll(rows, i -> i);
    return rows;
  }

  static int[] shuffled(int n, Rng rng) {
    int[] rows = all(n);
    shuffle(rows, rng);
    return rows;
  }

  /** Shuffles in place (Fisher and Yates). */
  static void shuffle(int[] rows, Rng rng) {
    for (int i = rows.length - 1; i > 0; i--) {
      int j = rng.nextInt(i + 1);
      int swapped = rows[i];
      rows[i] = rows[j];
      rows[j] = swapped;
    }
  }

  /**
   * The samples at some rows.
   *
   * @param teacher predictions of the teacher for all samples, row-major [n, 2 arms]; empty for
   *     none
   */
  static SampleBatch batch(Samples samples, int arms, int[] rows, double[] teacher) {
    int d = samples.inputs();
    int n = rows.length;
    double[] x = new double[n * d];
    int[] arm = new int[n];
    double[] revenue = new double[n];
    double[] cost = new double[n];
    double[] labels = teacher.length == 0 ? NO_TEACHER : new double[n * 2 * arms];
    for (int i = 0; i < n; i++) {
      System.arraycopy(samples.x(), rows[i] * d, x, i * d, d);
      arm[i] = samples.arm()[rows[i]];
      revenue[i] = samples.revenue()[rows[i]];
      cost[i] = samples.cost()[rows[i]];
      if (labels.length > 0) {
        System.arraycopy(teacher, rows[i] * 2 * arms, labels, i * 2 * arms, 2 * arms);
      }
    }
    return new SampleBatch(n, d, arms, x, arm, revenue, cost, labels);
  }
}
