package io.weir.core.feature;

import java.util.List;

/**
 * Running mean and standard deviation of named columns, for features and outcomes alike (Welford
 * 1962; merging by Chan, Golub and LeVeque 1979). State is matched by name: a column that is gone
 * or new is an error, never a silent shift. Not safe for several threads.
 */
public final class RunningMoments {
  /**
   * Standard deviations below this share of the mean's size are rounding: the column is constant.
   */
  private static final double RELATIVE_FLOOR = 1e-12;

  private final List<String> names;
  private final double[] mean;
  private final double[] sumOfSquares;
  private long count;

  /**
   * What is to be saved.
   *
   * @param names columns
   * @param count rows seen
   * @param mean by column
   * @param sumOfSquares of deviations from the mean, by column
   */
  public record State(List<String> names, long count, double[] mean, double[] sumOfSquares) {}

  /** Starts empty. */
  public RunningMoments(List<String> names) {
    this.names = List.copyOf(names);
    this.mean = new double[names.size()];
    this.sumOfSquares = new double[names.size()];
  }

  /**
   * Resumes from saved state.
   *
   * @param names columns that are expected
   * @throws IllegalArgumentException if the state has other columns, or is no state
   */
  public RunningMoments(List<String> names, State state) {
    this(names);
    if (!this.names.equals(state.names())) {
      throw new IllegalArgumentException("columns " + names + ", saved were " + state.names());
    }
    if (state.count() < 0
        || state.mean().length != mean.length
        || state.sumOfSquares().length != mean.length) {
      throw new IllegalArgumentException("broken state of " + names);
    }
    this.count = state.count();
    System.arraycopy(state.mean(), 0, mean, 0, mean.length);
    System.arraycopy(state.sumOfSquares(), 0, sumOfSquares, 0, mean.length);
  }

  /** Adds a row of finite values. */
  public void add(double... row) {
    requireWidth(row.length);
    count++;
    for (int i = 0; i < mean.length; i++) {
      update(i, row[i]);
    }
  }

  /** Adds a row of finite values. */
  public void add(List<Float> row) {
    requireWidth(row.size());
    count++;
    for (int i = 0; i < mean.length; i++) {
      update(i, row.get(i));
    }
  }

  /**
   * Adds all rows another instance has seen.
   *
   * @throws IllegalArgumentException if its columns differ
   */
  public void merge(RunningMoments other) {
    if (!names.equals(other.names)) {
      throw new IllegalArgumentException("columns " + names + " and " + other.names);
    }
    if (other.count == 0) {
      return;
    }
    long total = count + other.count;
    double share = (double) other.count / total;
    for (int i = 0; i < mean.length; i++) {
      double gap = other.mean[i] - mean[i];
      mean[i] += gap * share;
      sumOfSquares[i] += other.sumOfSquares[i] + gap * gap * share * count;
    }
    count = total;
  }

  /** Returns the state; later rows do not change it. */
  public State save() {
    return new State(names, count, mean.clone(), sumOfSquares.clone());
  }

  /** Returns the column names. */
  public List<String> names() {
    return names;
  }

  /** Returns the rows seen. */
  public long count() {
    return count;
  }

  /** Returns the mean of a column; zero before the first row. */
  public double mean(int i) {
    return mean[i];
  }

  /**
   * Returns the population standard deviation of a column, or one where the column is constant so
   * far: the number to divide by.
   */
  public double scale(int i) {
    double deviation = count == 0 ? 0 : Math.sqrt(sumOfSquares[i] / count);
    return deviation > RELATIVE_FLOOR * Math.abs(mean[i]) && deviation > Float.MIN_NORMAL
        ? deviation
        : 1;
  }

  /** Returns all means in single precision, as models publish them. */
  public float[] means() {
    float[] means = new float[mean.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) mean[i];
    }
    return means;
  }

  /** Returns all scales in single precision, as models publish them. */
  public float[] scales() {
    float[] scales = new float[mean.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = (float) scale(i);
    }
    return scales;
  }

  private void update(int i, double value) {
    double gap = value - mean[i];
    mean[i] += gap / count;
    sumOfSquares[i] += gap * (value - mean[i]);
  }

  private void requireWidth(int width) {
    if (width != mean.length) {
      throw new IllegalArgumentException(width + " values for " + names);
    }
  }
}
