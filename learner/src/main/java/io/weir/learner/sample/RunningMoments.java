package io.weir.learner.sample;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Count, mean and variance of a series in one pass (Welford 1962), with intervals. The result
 * depends on the order of the values alone, so a replay in the same order ends in the same bits.
 */
public final class RunningMoments {
  /** Two-sided 95 % quantile of the normal distribution. */
  public static final double NORMAL_95 = 1.959963984540054;

  /**
   * Tuning of the confidence sequence: the sample size, in its reciprocal square, it is tight at.
   */
  private static final double MIXTURE_VARIANCE = 0.01;

  private long count;
  private double mean;
  private double squares;

  public void add(double value) {
    count++;
    double gap = value - mean;
    mean += gap / count;
    squares += gap * (value - mean);
  }

  /** Takes in another series, as if its values had come after these (Chan et al. 1979). */
  void merge(RunningMoments other) {
    if (other.count == 0) {
      return;
    }
    long total = count + other.count;
    double gap = other.mean - mean;
    squares += other.squares + gap * gap * ((double) count * other.count / total);
    mean += gap * other.count / total;
    count = total;
  }

  long count() {
    return count;
  }

  /** Returns the mean; 0 without values. */
  public double mean() {
    return mean;
  }

  /** Returns the unbiased standard deviation; 0 with fewer than two values. */
  public double standardDeviation() {
    return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
  }

  /** Returns half the 95 % normal interval of the mean; infinite with fewer than two values. */
  public double halfWidth() {
    return count < 2
        ? Double.POSITIVE_INFINITY
        : NORMAL_95 * standardDeviation() / Math.sqrt((double) count);
  }

  /**
   * Returns half the width of a 95 % confidence sequence: an interval that holds at all sample
   * sizes at once, so that it may be looked at continuously (Waudby-Smith et al. 2021, Theorem 2.2,
   * asymptotic).
   */
  double anytimeHalfWidth() {
    if (count < 2) {
      return Double.POSITIVE_INFINITY;
    }
    double mixed = count * MIXTURE_VARIANCE + 1;
    double factor = 2 * mixed / ((double) count * count * MIXTURE_VARIANCE);
    return standardDeviation() * Math.sqrt(factor * Math.log(Math.sqrt(mixed) / 0.05));
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeDouble(mean);
    out.writeDouble(squares);
  }

  static RunningMoments read(DataInput in) throws IOException {
    RunningMoments moments = new RunningMoments();
    moments.count = in.readLong();
    moments.mean = in.readDouble();
    moments.squares = in.readDouble();
    return moments;
  }
}
