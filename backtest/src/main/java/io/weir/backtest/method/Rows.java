package io.weir.backtest.method;

import io.weir.backtest.learner.BatchData;
import io.weir.core.f64.level.SampleBatch;
import io.weir.core.random.Rng;
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

  /**
   * Places of rows in random order, as many as there are, each as often as its weight says
   * (systematic resampling); with equal weights each once.
   */
  static int[] epoch(double[] weight, Rng rng) {
    int n = weight.length;
    int[] order = BatchData.permutation(n, rng);
    double total = Arrays.stream(weight).sum();
    if (Arrays.stream(weight).allMatch(w -> w == weight[0])) {
      return order;
    }
    int[] drawn = new int[n];
    double next = rng.nextDouble();
    double seen = 0;
    int taken = 0;
    for (int row : order) {
      seen += weight[row] * n / total;
      for (; taken < n && next < seen; next++) {
        drawn[taken++] = row;
      }
    }
    // Rounding may leave the last one out.
    Arrays.fill(drawn, taken, n, order[n - 1]);
    int[] again = BatchData.permutation(n, rng);
    return Arrays.stream(again).map(place -> drawn[place]).toArray();
  }
}
