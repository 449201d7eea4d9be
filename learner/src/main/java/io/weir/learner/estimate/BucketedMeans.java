package io.weir.learner.estimate;

import io.weir.core.estimate.AsymptoticConfidenceSequence;
import io.weir.core.estimate.TailAllowance;
import io.weir.core.hash.Murmur3;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Means of several numbers that come together, and of any linear combination of them, with a
 * standard error that allows for units seen many times: units fall into buckets by their hash, and
 * the variance is taken between buckets (cluster-robust). A combination is paired by nature: what
 * two columns share cancels row by row.
 *
 * <p>Older rows can be made to count for less, so that at most so many rows stand behind a mean.
 */
public final class BucketedMeans {
  /** Buckets that units fall into. */
  public static final int BUCKETS = 64;

  /** Another stream of hashes than the one that assigns arms. */
  private static final int SEED = 0x77656972;

  private final int columns;
  private final double[] count = new double[BUCKETS];

  /** Row-major [bucket, column]. */
  private final double[] sum;

  /** Of each column, what its rare and large values leave unknown. */
  private final TailAllowance[] tails;

  /**
   * Starts with no rows.
   *
   * @param columns numbers of a row
   */
  public BucketedMeans(int columns) {
    this.columns = columns;
    this.sum = new double[BUCKETS * columns];
    this.tails = new TailAllowance[columns];
    Arrays.setAll(tails, k -> new TailAllowance());
  }

  /**
   * A combination's mean.
   *
   * @param value mean; NaN without rows
   * @param standardError its standard error; NaN without rows
   * @param count rows behind it, less where older ones were made to count for less
   * @param allowance for values that are rare or large, see {@link TailAllowance}
   */
  public record Estimate(double value, double standardError, double count, double allowance) {
    /** An estimate whose rows are neither rare nor large. */
    public Estimate(double value, double standardError, double count) {
      this(value, standardError, count, 0);
    }

    /**
     * Returns half the width of an interval that may be looked at after every row.
     *
     * @param level probability of ever missing the mean, in (0, 1)
     */
    public double anytimeHalfWidth(double level) {
      return count < 2 || Double.isNaN(standardError)
          ? Double.POSITIVE_INFINITY
          : AsymptoticConfidenceSequence.halfWidth(
              standardError, allowance, count, level, TIGHTEST_AT);
    }
  }

  /** Rows at which intervals are tightest. */
  static final double TIGHTEST_AT = 1_000;

  /** Returns the bucket of a unit. */
  public static int bucketOf(String unit) {
    byte[] bytes = unit.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return Math.floorMod(Murmur3.hash32(bytes, SEED), BUCKETS);
  }

  /**
   * Adds a row.
   *
   * @param bucket bucket of its unit
   * @param values one number a column, finite
   */
  public void add(int bucket, double... values) {
    count[bucket]++;
    for (int k = 0; k < columns; k++) {
      sum[bucket * columns + k] += values[k];
      tails[k].add(values[k]);
    }
  }

  /**
   * Adds rows of one bucket at once.
   *
   * @param rows how many
   * @param sums the sum of each column
   * @param unknown of each column, what the rows leave unknown of its mean
   */
  public void addAll(int bucket, long rows, double[] sums, TailAllowance... unknown) {
    count[bucket] += rows;
    for (int k = 0; k < columns; k++) {
      sum[bucket * columns + k] += sums[k];
      tails[k].merge(unknown[k]);
    }
  }

  /** Makes older rows count for less, so that no more than the given number stand behind means. */
  public void limitTo(double rows) {
    double present = rows();
    if (present > rows) {
      double keep = rows / present;
      for (int b = 0; b < BUCKETS; b++) {
        count[b] *= keep;
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] *= keep;
      }
      for (TailAllowance tail : tails) {
        tail.discount(keep);
      }
    }
  }

  /** Returns how many rows stand behind the means. */
  public double rows() {
    double total = 0;
    for (double n : count) {
      total += n;
    }
    return total;
  }

  /** Returns the mean of a combination, one coefficient a column. */
  public Estimate estimate(double... coefficients) {
    double total = rows();
    double all = 0;
    double[] bucketSum = new double[BUCKETS];
    for (int b = 0; b < BUCKETS; b++) {
      for (int k = 0; k < columns; k++) {
        bucketSum[b] += coefficients[k] * sum[b * columns + k];
      }
      all += bucketSum[b];
    }
    double mean = all / total;
    double squares = 0;
    for (int b = 0; b < BUCKETS; b++) {
      double residual = bucketSum[b] - mean * count[b];
      squares += residual * residual;
    }
    double standardError = Math.sqrt(squares * BUCKETS / (BUCKETS - 1)) / total;
    double allowance = 0;
    for (int k = 0; k < columns; k++) {
      if (coefficients[k] != 0) {
        allowance += Math.abs(coefficients[k]) * tails[k].of(total);
      }
    }
    return new Estimate(mean, standardError, total, allowance);
  }

  /** Returns the mean of one column. */
  public Estimate column(int index) {
    double[] coefficients = new double[columns];
    coefficients[index] = 1;
    return estimate(coefficients);
  }

  /** Stands for the greatest value where it was not kept. */
  private double largestBucketMean(int column) {
    double largest = 0;
    for (int b = 0; b < BUCKETS; b++) {
      if (count[b] > 0) {
        largest = Math.max(largest, Math.abs(sum[b * columns + column] / count[b]));
      }
    }
    return largest;
  }

  public void write(StateOutput out) throws IOException {
    out.writeInt(columns);
    for (double n : count) {
      out.writeDouble(n);
    }
    for (double value : sum) {
      out.writeDouble(value);
    }
    for (TailAllowance tail : tails) {
      tail.write(out);
    }
  }

  public static BucketedMeans read(StateInput in) throws IOException {
    int columns = in.readInt();
    // Before formats were told, the sign told that allowances follow.
    boolean allowances = columns < 0 || in.format() != StateInput.UNTOLD;
    BucketedMeans means = new BucketedMeans(Math.abs(columns));
    for (int b = 0; b < BUCKETS; b++) {
      means.count[b] = in.readDouble();
    }
    for (int i = 0; i < means.sum.length; i++) {
      means.sum[i] = in.readDouble();
    }
    for (int k = 0; k < means.columns; k++) {
      if (allowances) {
        means.tails[k] = TailAllowance.read(in);
      } else {
        means.tails[k].add(means.largestBucketMean(k));
      }
    }
    return means;
  }
}
