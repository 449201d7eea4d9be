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

  private long count;
  private double mean;
  private double squares;

  public void add(double value) {
    count++;
    double gap = value - mean;
    mean += gap / count;
    squares += gap * (value - mean);
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
