package io.weir.learner.estimate;

/**
 * A weighted mean of scores with a standard error that allows for units seen many times: the
 * variance is taken between the buckets that units fall into by their hash (cluster-robust; Liang
 * and Zeger 1986).
 */
public final class WeightedClusters {
  /** Matching rows with an outcome below which the spread of the scores is not trusted. */
  private static final int FEW = 10;

  /** No event in n trials: a probability of 3 / n is not yet excluded (Hanley and Lippman-Hand). */
  private static final double RULE_OF_THREE = 3;

  private static final double NORMAL_975 = 1.959963984540054;

  private final double[] score = new double[BucketedMeans.BUCKETS];
  private final double[] weight = new double[BucketedMeans.BUCKETS];
  private double weightSquares;

  /**
   * Adds a row.
   *
   * @param bucket bucket of its unit
   */
  public void add(int bucket, double rowWeight, double rowScore) {
    score[bucket] += rowWeight * rowScore;
    weight[bucket] += rowWeight;
    weightSquares += rowWeight * rowWeight;
  }

  /**
   * Returns the mean.
   *
   * @param variance added to the square of the standard error, from what is estimated elsewhere
   */
  public MeanEstimate estimate(double variance) {
    double total = 0;
    double sum = 0;
    int filled = 0;
    for (int b = 0; b < score.length; b++) {
      total += weight[b];
      sum += score[b];
      filled += weight[b] > 0 ? 1 : 0;
    }
    if (filled == 0) {
      return MeanEstimate.unknown();
    }
    double mean = sum / total;
    double rows = total * total / weightSquares;
    if (filled < 2) {
      return new MeanEstimate(mean, Double.POSITIVE_INFINITY, 0, rows, 1);
    }
    double squares = 0;
    double cubes = 0;
    for (int b = 0; b < score.length; b++) {
      double residual = score[b] - mean * weight[b];
      squares += residual * residual;
      cubes += residual * residual * residual;
    }
    double skewness = squares > 0 ? cubes / Math.pow(squares, 1.5) : 0;
    double own = squares * filled / (filled - 1) / (total * total);
    return new MeanEstimate(mean, Math.sqrt(own + variance), skewness, rows, filled - 1);
  }

  /**
   * Returns the ratio of this mean to another over the same rows, with its standard error by the
   * delta method; unknown where the other is not positive.
   */
  public MeanEstimate ratio(WeightedClusters other) {
    double top = 0;
    double bottom = 0;
    int filled = 0;
    double total = 0;
    for (int b = 0; b < score.length; b++) {
      top += score[b];
      bottom += other.score[b];
      total += weight[b];
      filled += weight[b] > 0 ? 1 : 0;
    }
    if (filled < 2 || !(bottom > 0)) {
      return MeanEstimate.unknown();
    }
    double ratio = top / bottom;
    double squares = 0;
    double cubes = 0;
    for (int b = 0; b < score.length; b++) {
      double residual = score[b] - ratio * other.score[b];
      squares += residual * residual;
      cubes += residual * residual * residual;
    }
    double error = Math.sqrt(squares * filled / (filled - 1)) / bottom;
    double skewness = squares > 0 ? cubes / Math.pow(squares, 1.5) : 0;
    return new MeanEstimate(ratio, error, skewness, total * total / weightSquares, filled - 1);
  }

  /**
   * Returns an estimate that knows what it has not seen: with hardly any outcome behind it, the
   * spread of the scores says little, and a mean as large as a few of the largest ones among all
   * rows is not excluded.
   *
   * @param of the estimate
   * @param outcomes matching rows with an outcome other than zero
   * @param largest largest weighted outcome of any row, matching or not; 0 if none was seen
   */
  public static MeanEstimate wary(MeanEstimate of, int outcomes, double largest) {
    if (outcomes >= FEW || of.rows() == 0) {
      return of;
    }
    double least =
        largest == 0 ? Double.POSITIVE_INFINITY : RULE_OF_THREE * largest / of.rows() / NORMAL_975;
    return new MeanEstimate(
        of.value(), Math.max(of.standardError(), least), 0, of.rows(), of.degreesOfFreedom());
  }
}
