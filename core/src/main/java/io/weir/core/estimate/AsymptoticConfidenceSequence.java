package io.weir.core.estimate;

/**
 * An interval for a running mean that may be looked at after every observation: with the stated
 * probability it holds the mean at all times at once, for large samples and without a bound on the
 * observations (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas 2021, "Time-uniform central limit
 * theory and asymptotic confidence sequences", Theorem 2.2). Not thread-safe.
 */
public final class AsymptoticConfidenceSequence {
  private final double level;
  private final double rhoSquared;
  private final Moments moments = new Moments();

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
    rhoSquared = rhoSquared(level, tightestAt);
  }

  private static double rhoSquared(double level, double tightestAt) {
    double twice = -2 * Math.log(level);
    return (twice + Math.log(twice + 1)) / tightestAt;
  }

  /**
   * Half the width of the interval around an estimate whose standard error is known from elsewhere,
   * such as one that allows for observations that come in clusters.
   *
   * @param standardError of the estimate
   * @param count observations behind it
   * @param level probability of ever missing the mean, in (0, 1)
   * @param tightestAt number of observations at which the interval should be tightest, 1 or more
   */
  public static double halfWidth(
      double standardError, double count, double level, double tightestAt) {
    double scaled = count * rhoSquared(level, tightestAt);
    return standardError
        * Math.sqrt(2 * (scaled + 1) / scaled * Math.log(Math.sqrt(scaled + 1) / level));
  }

  /** Adds an observation. */
  public void add(double observation) {
    moments.add(observation);
  }

  /** The mean with the interval valid at all times; infinite below two observations. */
  public ValueEstimate interval() {
    double n = moments.count();
    if (n < 2) {
      return new ValueEstimate(
          moments.meanX(), Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    double deviation = Math.sqrt(moments.varianceX());
    double scaled = n * rhoSquared;
    double standardError = deviation / Math.sqrt(n);
    double half =
        standardError
            * Math.sqrt(2 * (scaled + 1) / scaled * Math.log(Math.sqrt(scaled + 1) / level));
    return new ValueEstimate(
        moments.meanX(), standardError, moments.meanX() - half, moments.meanX() + half);
  }

  /** The state as numbers. */
  public double[] save() {
    return moments.save();
  }

  /** Puts back what {@link #save} gave. */
  public void restore(double[] state) {
    moments.restore(state, 0);
  }
}
