package io.weir.backtest.learner;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The level of revenue over time, whatever the arm: taken out of what is learned from, since no
 * policy earns a season, and since it is noise to every comparison of arms where their shares moved
 * with it. An additive fit of arms and stretches of time to randomized rows, shrunk by what noise
 * alone would make of it, so that where there is no season nothing is taken out.
 *
 * <p>A function of time alone, so weighted comparisons of arms keep their expectation however bad
 * it is.
 */
public final class TimeLevel {
  private static final int ROWS_PER_STRETCH = 100;
  private static final int MOST_STRETCHES = 50;
  private static final int SWEEPS = 200;
  private static final double CONVERGED = 1e-12;

  /** Power of the weights where the level is known. */
  private static final double GUARD = 0.5;

  /** First time of each stretch but the first, ascending; and each stretch's level. */
  private final long[] begin;

  private final double[] level;

  private TimeLevel(long[] begin, double[] level) {
    this.begin = begin;
    this.level = level;
  }

  /** Fits on randomized rows; without times, or with too few rows, the level is zero. */
  public static TimeLevel of(BatchData rct) {
    int stretches = Math.min(MOST_STRETCHES, rct.rows() / ROWS_PER_STRETCH);
    if (rct.timestamp().length == 0 || stretches < 2) {
      return new TimeLevel(new long[0], new double[1]);
    }
    long[] sorted = rct.timestamp().clone();
    Arrays.sort(sorted);
    long[] begin =
        IntStream.range(1, stretches)
            .mapToLong(k -> sorted[(int) ((long) k * sorted.length / stretches)])
            .distinct()
            .filter(time -> time > sorted[0])
            .toArray();
    TimeLevel fitted = new TimeLevel(begin, new double[begin.length + 1]);
    fitted.fit(rct);
    return fitted;
  }

  private void fit(BatchData rct) {
    int n = rct.rows();
    int[] stretch = new int[n];
    double[] rows = new double[level.length];
    for (int i = 0; i < n; i++) {
      stretch[i] = stretch(rct.timestamp()[i]);
      rows[stretch[i]]++;
    }
    Spread spread = Spread.of(rct.revenue(), rct.weight());
    double[] revenue = Arrays.stream(rct.revenue()).map(spread::standardized).toArray();
    double[] ofArm = new double[rct.arms()];
    double moved = Double.POSITIVE_INFINITY;
    for (int sweep = 0; sweep < SWEEPS && moved > CONVERGED; sweep++) {
      ofArm = means(revenue, rct.arm(), stretch, level, rct.arms());
      double[] next = means(revenue, stretch, rct.arm(), ofArm, level.length);
      moved = 0;
      for (int b = 0; b < level.length; b++) {
        moved = Math.max(moved, Math.abs(next[b] - level[b]));
        level[b] = next[b];
      }
    }
    double mean = 0;
    for (int b = 0; b < level.length; b++) {
      mean += rows[b] / n * level[b];
    }
    double between = 0;
    for (int b = 0; b < level.length; b++) {
      level[b] -= mean;
      between += rows[b] / n * level[b] * level[b];
    }
    double noise = 0;
    for (int i = 0; i < n; i++) {
      double residual = revenue[i] - ofArm[rct.arm()[i]] - mean - level[stretch[i]];
      noise += residual * residual / n;
    }
    double keep = between > 0 ? Math.max(0, 1 - noise * level.length / n / between) : 0;
    for (int b = 0; b < level.length; b++) {
      level[b] *= keep * (spread.varies() ? spread.scale() : 0);
    }
  }

  /** Mean, by group, of revenue less what the other grouping has. */
  private static double[] means(
      double[] revenue, int[] group, int[] other, double[] ofOther, int groups) {
    double[] sum = new double[groups];
    double[] count = new double[groups];
    for (int i = 0; i < revenue.length; i++) {
      sum[group[i]] += revenue[i] - ofOther[other[i]];
      count[group[i]]++;
    }
    for (int g = 0; g < groups; g++) {
      sum[g] = count[g] == 0 ? 0 : sum[g] / count[g];
    }
    return sum;
  }

  /**
   * Samples as they are learned from: without the level of their time, and weighted by their
   * stabilized inverse propensity. Where the level is known it does most of what weights are for,
   * and the weights' square root is left as a guard against seasons that differ between people: at
   * probabilities that move from .05 to .75 the whole weights cost more by their variance than they
   * bring.
   */
  public BatchData prepared(BatchData data) {
    return takenFrom(data.weighted(begin.length > 0 ? GUARD : 1));
  }

  private int stretch(long time) {
    int at = Arrays.binarySearch(begin, time);
    return at >= 0 ? at + 1 : -at - 1;
  }

  /** Revenue at a time above its mean over all randomized rows. */
  public double at(long time) {
    return level[stretch(time)];
  }

  /** The samples with revenue less the level of their time; those without times as they are. */
  public BatchData takenFrom(BatchData data) {
    if (data.timestamp().length == 0) {
      return data;
    }
    double[] revenue = data.revenue().clone();
    for (int i = 0; i < revenue.length; i++) {
      revenue[i] -= at(data.timestamp()[i]);
    }
    return new BatchData(
        data.width(),
        data.arms(),
        data.x(),
        data.arm(),
        revenue,
        data.cost(),
        data.propensity(),
        data.weight(),
        data.timestamp());
  }
}
