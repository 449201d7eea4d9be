package io.weir.core.estimate;

/**
 * An interval for a running mean that may be looked at after every observation: with the stated
 * probability it holds the mean at all times at once, without a bound on the observations. Its half
 * width is the root of two squares: that of the asymptotic confidence sequence (Waudby-Smith,
 * Arbour, Sinha, Kennedy, Ramdas 2021, "Time-uniform central limit theory and asymptotic confidence
 * sequences", Theorem 2.2), which holds for large samples, and {@link TailAllowance}, which makes
 * it hold for samples that rare or heavy-tailed outcomes leave small. Never of no width; infinite
 * as long as every outcome was zero. Not thread-safe.
 */
public final class AsymptoticConfidenceSequence {
  private final double level;
  private final double tightestAt;
  private final Moments moments = new Moments();
  private final TailAllowance tail = new TailAllowance();

  /**
   * Creates an empty sequence.
   *
   * @param level probability of ever missing the mean, in (0, 1)
   * @param tightestAt number of observations at which the interval should be tightest, 1 or more
   */
  public AsymptoticConfidenceSequence(double level, double tightestAt) {
    if (!(level > 0 && level < 1) || !(tightestAt >= 1)) {
      throw new IllegalArgumentException("level " + level + ", tightest at " + tightestAt);
    }
    this.level = level;
    this.tightestAt = tightestAt;
  }

  /**
   * Half the width of the interval around an estimate whose standard error is known from elsewhere,
   * such as one that allows for observations that come in clusters.
   *
   * @param standardError of the estimate
   * @param allowance of the same observations, see {@link TailAllowance#of}
   * @param count observations behind it
   * @param level probability of ever missing the mean, in (0, 1)
   * @param tightestAt number of observations at which the interval should be tightest, 1 or more
   */
  public static double halfWidth(
      double standardError, double allowance, double count, double level, double tightestAt) {
    return Math.hypot(halfWidth(standardError, count, level, tightestAt), allowance);
  }

  /**
   * The same without an allowance: for large samples of outcomes that are neither rare nor heavy.
   */
  public static double halfWidth(
      double standardError, double count, double level, double tightestAt) {
    double twice = -2 * Math.log(level);
    double scaled = count * (twice + Math.log(twice + 1)) / tightestAt;
    return standardError
        * Math.sqrt(2 * (scaled + 1) / scaled * Math.log(Math.sqrt(scaled + 1) / level));
  }

  /** Adds an observation. */
  public void add(double observation) {
    add(observation, 1);
  }

  /** Adds an observation weight x outcome; see {@link TailAllowance#add(double, double)}. */
  public void add(double outcome, double weight) {
    moments.add(weight * outcome);
    tail.add(outcome, weight);
  }

  /** The mean with the interval valid at all times; infinite below two observations. */
  public ValueEstimate interval() {
    double n = moments.count();
    if (n < 2) {
      return new ValueEstimate(
          moments.meanX(), Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    double standardError = Math.sqrt(moments.varianceX() / n);
    double half = halfWidth(standardError, tail.of(n), n, level, tightestAt);
    return new ValueEstimate(
        moments.meanX(), standardError, moments.meanX() - half, moments.meanX() + half);
  }
}
