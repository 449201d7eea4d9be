package io.weir.backtest.method;

import io.weir.core.f64.bilevel.SampleBatch;
import io.weir.core.f64.learner.BatchData;
import java.util.Arrays;

/** Mini-batches of samples in the form that bi-level learners take. */
final class Rows {
  private static final double[] NO_TEACHER = new double[0];

  private Rows() {}

  static SampleBatch batch(BatchData rows) {
    return batch(rows, NO_TEACHER);
  }

  /**
   * The samples at some places.
   *
   * @param teacher predictions of the teacher for all samples, row-major [n, 2 arms]
   */
  static SampleBatch batch(BatchData samples, int[] order, int from, int to, double[] teacher) {
    int columns = 2 * samples.arms();
    double[] labels = new double[(to - from) * columns];
    for (int i = from; i < to; i++) {
      System.arraycopy(teacher, order[i] * columns, labels, (i - from) * columns, columns);
    }
    return batch(samples.select(order, from, to), labels);
  }

  private static SampleBatch batch(BatchData rows, double[] labels) {
    return new SampleBatch(
        rows.rows(),
        rows.width(),
        rows.arms(),
        rows.x(),
        rows.arm(),
        rows.revenue(),
        rows.cost(),
        labels);
  }

  static int[] all(int n) {
    int[] rows = new int[n];
    Arrays.setAll(rows, i -> i);
    return rows;
  }
}
