package io.weir.core.feature;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Mean and standard deviation of a series' first values, pulled in to fences beyond which no single
 * one can move them: the 5 % and 95 % quantiles, and three times their distance further out (Tukey
 * 1977, "Exploratory data analysis", with wider fences). Of normal values nothing is pulled in; of
 * lognormal ones with sigma 2, one in a hundred. Where nine in ten values are one and the same, as
 * with rare conversions, the fences are ten times the median distance of the others from it.
 *
 * <p>Holds at most {@value #CAPACITY} values; those after them change nothing.
 */
public final class RobustMoments {
  /** Most values kept. */
  public static final int CAPACITY = 4_096;

  private static final double FENCE = 3;
  private static final double RARE_FENCE = 10;

  /** Squares of more would overflow. */
  private static final double MOST = 1e150;

  /** Fewer other values than this are no distribution. */
  private static final int LEAST_RARE = 3;

  private double[] values = new double[0];
  private int count;

  /** Values on both sides of a mean, for a series of which no more is known. */
  public static RobustMoments around(long count, double mean, double deviation) {
    RobustMoments moments = new RobustMoments();
    for (long i = 0; i < Math.min(count, CAPACITY); i++) {
      moments.add(i % 2 == 0 ? mean + deviation : mean - deviation);
    }
    return moments;
  }

  /** Takes in a value; one that is not finite is left out. */
  public void add(double value) {
    if (count == CAPACITY || !Double.isFinite(value)) {
      return;
    }
    if (count == values.length) {
      values = Arrays.copyOf(values, Math.min(CAPACITY, Math.max(64, 2 * count)));
    }
    values[count++] = Math.max(-MOST, Math.min(MOST, value));
  }

  /** Values kept. */
  public int count() {
    return count;
  }

  /**
   * What the values come to.
   *
   * @param mean of the values as pulled in; 0 without values
   * @param deviation likewise, unbiased; 0 where they do not vary, or too rarely to tell
   * @param outliers values beyond the fences
   */
  public record Summary(double mean, double deviation, int outliers) {}

  /** Sums up. */
  public Summary summary() {
    if (count == 0) {
      return new Summary(0, 0, 0);
    }
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    double low = quantile(sorted, 0.05);
    double high = quantile(sorted, 0.95);
    double reach = FENCE * (high - low);
    if (high == low) {
      reach = rareReach(sorted, low);
    }
    double mean = 0;
    double squares = 0;
    int outliers = 0;
    for (int i = 0; i < count; i++) {
      double value = Math.max(low - reach, Math.min(high + reach, values[i]));
      outliers += value == values[i] ? 0 : 1;
      // In one pass (Welford 1962): squares of large numbers would cancel.
      double gap = value - mean;
      mean += gap / (i + 1);
      squares += gap * (value - mean);
    }
    return new Summary(mean, count < 2 ? 0 : Math.sqrt(squares / (count - 1)), outliers);
  }

  /** How far values that differ from the usual one may reach. */
  private static double rareReach(double[] sorted, double usual) {
    double[] distances =
        Arrays.stream(sorted).map(v -> Math.abs(v - usual)).filter(d -> d > 0).sorted().toArray();
    return distances.length < LEAST_RARE ? 0 : RARE_FENCE * distances[distances.length / 2];
  }

  /** Between the values on both sides of a rank. */
  private static double quantile(double[] sorted, double share) {
    double rank = share * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }

  /** Writes the values in exact bits. */
  public void write(StateOutput out) throws IOException {
    out.writeInt(count);
    for (int i = 0; i < count; i++) {
      out.writeDouble(values[i]);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static RobustMoments read(StateInput in) throws IOException {
    RobustMoments moments = new RobustMoments();
    for (int left = in.readInt(); left > 0; left--) {
      moments.add(in.readDouble());
    }
    return moments;
  }
}
