package io.weir.core.estimate;

import io.weir.core.allocation.LoggedSamples;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Area under the cost curve for two arms: how much of the incremental reward is had as incremental
 * cost is spent on the individuals with the best predicted return first (METHOD.md section 6). A
 * random ranking gives about one half.
 */
public final class Aucc {
  /** Points recorded along the cost. */
  public static final int STEPS = 200;

  private Aucc() {}

  /**
   * Computes the area from predictions.
   *
   * @param samples n randomized samples of two arms, arm 0 the control
   * @param outputs predictions, row-major [n, 4]: revenue of arms 0 and 1, cost of arms 0 and 1
   * @return the area; NaN if the treatment costs nothing or brings nothing in total
   */
  public static double ofOutputs(LoggedSamples samples, double[] outputs) {
    double[] roi = new double[samples.n()];
    for (int i = 0; i < roi.length; i++) {
      roi[i] = (outputs[4 * i + 1] - outputs[4 * i]) / (outputs[4 * i + 3] - outputs[4 * i + 2]);
    }
    return of(samples, roi, STEPS);
  }

  /**
   * Computes the area from a ranking.
   *
   * @param samples n randomized samples of two arms, arm 0 the control
   * @param predictedRoi predicted return on cost, length n; equal ones keep their order, those that
   *     are not numbers come last
   * @param steps points along the incremental cost
   * @return the area; NaN if the treatment costs nothing or brings nothing in total
   * @throws IllegalArgumentException unless there are two arms and lengths agree
   */
  public static double of(LoggedSamples samples, double[] predictedRoi, int steps) {
    int n = samples.n();
    if (samples.arms() != 2 || predictedRoi.length != n || steps < 1) {
      throw new IllegalArgumentException("two arms and one prediction per sample are needed");
    }
    double[] count = new double[2];
    double totalCost = 0;
    double totalReward = 0;
    for (int i = 0; i < n; i++) {
      count[samples.arm(i)]++;
    }
    for (int i = 0; i < n; i++) {
      totalCost += signed(samples, i, samples.cost(i), count);
      totalReward += signed(samples, i, samples.revenue(i), count);
    }
    if (!(totalCost > 0) || totalReward == 0) {
      return Double.NaN;
    }
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> descending(predictedRoi[i])))
            .mapToInt(Integer::intValue)
            .toArray();
    double cost = 0;
    double reward = 0;
    double recorded = 0;
    int step = 1;
    for (int i : order) {
      cost += signed(samples, i, samples.cost(i), count);
      reward += signed(samples, i, samples.revenue(i), count);
      // The end is recorded apart: rounding must not decide whether the walk reaches it.
      while (step < steps && cost >= totalCost * step / steps) {
        recorded += reward;
        step++;
      }
    }
    // The origin adds nothing; steps that only the end reaches are recorded there.
    recorded += totalReward * (steps - step + 1);
    return recorded / (totalReward * (steps + 1));
  }

  private static double descending(double roi) {
    return Double.isNaN(roi) ? Double.POSITIVE_INFINITY : -roi;
  }

  private static double signed(LoggedSamples samples, int i, double value, double[] count) {
    return samples.arm(i) == 1 ? value / count[1] : -value / count[0];
  }
}
