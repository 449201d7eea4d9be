package io.weir.core.estimate;

import io.weir.core.allocation.LoggedSamples;
import io.weir.core.random.Rng;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Area under the cost curve for two arms: how much of the incremental reward is had as incremental
 * cost is spent on the individuals with the best predicted return first. A random ranking gives
 * about one half. Rows count with their inverse propensity, scaled to sum to one within each arm.
 */
public final class Aucc {
  /** Points recorded along the cost. */
  public static final int STEPS = 200;

  private static final double ROUNDING = 1e-12;

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
    check(samples, predictedRoi);
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be positive: " + steps);
    }
    int[] once = new int[n];
    Arrays.fill(once, 1);
    return walk(samples, order(predictedRoi), once, steps);
  }

  /**
   * The same with its 95 % interval by the bootstrap: rows are drawn anew within each arm, and the
   * ranking stays what it is. The interval is normal around the area with the draws' standard
   * deviation. The predictions must not have been fitted on these rows.
   *
   * @param draws at least two; 200 give the standard error to a twentieth
   * @param rng source of the draws
   * @return the estimate; NaN if no more than one draw has an area
   * @throws IllegalArgumentException as {@link #of}, or with fewer than two draws
   */
  public static ValueEstimate interval(
      LoggedSamples samples, double[] predictedRoi, int steps, int draws, Rng rng) {
    if (draws < 2) {
      throw new IllegalArgumentException("at least two draws: " + draws);
    }
    double value = of(samples, predictedRoi, steps);
    int[] order = order(predictedRoi);
    int[][] rows = new int[2][];
    for (int arm = 0; arm < 2; arm++) {
      int wanted = arm;
      rows[arm] = IntStream.range(0, samples.n()).filter(i -> samples.arm(i) == wanted).toArray();
    }
    int[] times = new int[samples.n()];
    Moments areas = new Moments();
    for (int k = 0; k < draws; k++) {
      Arrays.fill(times, 0);
      for (int[] ofArm : rows) {
        for (int i = 0; i < ofArm.length; i++) {
          times[ofArm[rng.nextInt(ofArm.length)]]++;
        }
      }
      double area = walk(samples, order, times, steps);
      // A draw in which the treatment costs nothing has no curve.
      if (!Double.isNaN(area)) {
        areas.add(area);
      }
    }
    return ValueEstimate.normal(value, Math.sqrt(areas.varianceX()));
  }

  /** The area with every row counted as often as given. */
  private static double walk(LoggedSamples samples, int[] order, int[] times, int steps) {
    double[] count = new double[2];
    for (int i = 0; i < times.length; i++) {
      count[samples.arm(i)] += times[i] / samples.propensity(i);
    }
    double totalCost = 0;
    double totalReward = 0;
    double sizeOfCost = 0;
    double sizeOfReward = 0;
    for (int i = 0; i < times.length; i++) {
      double ofCost = times[i] * signed(samples, i, samples.cost(i), count);
      double ofReward = times[i] * signed(samples, i, samples.revenue(i), count);
      totalCost += ofCost;
      totalReward += ofReward;
      sizeOfCost += Math.abs(ofCost);
      sizeOfReward += Math.abs(ofReward);
    }
    // What rounding leaves of nothing is nothing, not a very small effect to take shares of.
    if (!(totalCost > ROUNDING * sizeOfCost)
        || !(Math.abs(totalReward) > ROUNDING * sizeOfReward)) {
      return Double.NaN;
    }
    double cost = 0;
    double reward = 0;
    double recorded = 0;
    int step = 1;
    for (int i : order) {
      cost += times[i] * signed(samples, i, samples.cost(i), count);
      reward += times[i] * signed(samples, i, samples.revenue(i), count);
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

  /** What an increment of cost or reward is, part of the way down the ranking. */
  public enum Increments {
    /** Sums over the arms' full sizes: the rows further down count as nothing yet. */
    OF_WHOLE_ARMS,
    /** Difference of the means of the rows seen so far, times their share of all rows. */
    OF_ROWS_SEEN
  }

  /**
   * The area under the curve itself, without a grid: straight lines from row to row.
   *
   * @param samples n randomized samples of two arms, arm 0 the control
   * @param predictedRoi predicted return on cost, length n; order as in {@link #of}
   * @return the area as a share of total cost times total reward; NaN if either is nothing
   * @throws IllegalArgumentException unless there are two arms and lengths agree
   */
  public static double area(LoggedSamples samples, double[] predictedRoi, Increments increments) {
    int n = samples.n();
    check(samples, predictedRoi);
    double[] all = new double[2];
    for (int i = 0; i < n; i++) {
      all[samples.arm(i)]++;
    }
    double[] seen = new double[2];
    double[] costs = new double[2];
    double[] rewards = new double[2];
    double cost = 0;
    double reward = 0;
    double area = 0;
    for (int i : order(predictedRoi)) {
      int arm = samples.arm(i);
      seen[arm]++;
      costs[arm] += samples.cost(i);
      rewards[arm] += samples.revenue(i);
      boolean whole = increments == Increments.OF_WHOLE_ARMS;
      double[] sizes = whole ? all : seen;
      double share = whole ? 1 : (seen[0] + seen[1]) / n;
      double nextCost = share * (mean(costs[1], sizes[1]) - mean(costs[0], sizes[0]));
      double nextReward = share * (mean(rewards[1], sizes[1]) - mean(rewards[0], sizes[0]));
      area += (nextCost - cost) * (nextReward + reward) / 2;
      cost = nextCost;
      reward = nextReward;
    }
    return cost > 0 && reward != 0 ? area / (cost * reward) : Double.NaN;
  }

  private static double mean(double sum, double count) {
    return count == 0 ? 0 : sum / count;
  }

  private static void check(LoggedSamples samples, double[] predictedRoi) {
    if (samples.arms() != 2 || predictedRoi.length != samples.n()) {
      throw new IllegalArgumentException("two arms and one prediction per sample are needed");
    }
  }

  private static int[] order(double[] predictedRoi) {
    return IntStream.range(0, predictedRoi.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> descending(predictedRoi[i])))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double descending(double roi) {
    return Double.isNaN(roi) ? Double.POSITIVE_INFINITY : -roi;
  }

  private static double signed(LoggedSamples samples, int i, double value, double[] count) {
    double weighted = value / samples.propensity(i);
    return samples.arm(i) == 1 ? weighted / count[1] : -weighted / count[0];
  }
}
