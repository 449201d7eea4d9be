package io.weir.core.estimate;

/**
 * Off-policy value with an interval that allows for units seen many times: the holdout is sticky,
 * so the impressions of one unit share their arm and much of their outcome, and count for less than
 * as many independent ones.
 *
 * <p>Units fall into buckets by their hash, and the variance is taken between buckets, which are
 * independent whatever goes on inside (the cluster-robust variance of a ratio, in bounded memory).
 * With G buckets the standard error itself has a relative error of about 1 / sqrt(2 G). Adds,
 * merges, saves; not thread-safe.
 */
public final class BucketedValue {
  private final int buckets;

  /** Per bucket: samples, sum of weight times outcome, sum of weights. */
  private final double[] count;

  private final double[] weighted;
  private final double[] weights;

  /**
   * Creates an empty accumulator.
   *
   * @param buckets number of buckets, at least 2; a hundred or more for a reliable interval
   */
  public BucketedValue(int buckets) {
    if (buckets < 2) {
      throw new IllegalArgumentException(buckets + " buckets");
    }
    this.buckets = buckets;
    count = new double[buckets];
    weighted = new double[buckets];
    weights = new double[buckets];
  }

  /**
   * Adds a sample.
   *
   * @param unitHash a well-mixed hash of the randomization unit, independent of the one that
   *     assigns arms
   * @param propensity probability of the given arm, in (0, 1]
   * @param policyProbability probability the policy gives that arm
   * @param outcome what was observed
   */
  public void add(long unitHash, double propensity, double policyProbability, double outcome) {
    if (!(propensity > 0 && propensity <= 1)) {
      throw new IllegalArgumentException("propensity outside (0, 1]: " + propensity);
    }
    int bucket = (int) Long.remainderUnsigned(unitHash, buckets);
    double weight = policyProbability / propensity;
    count[bucket]++;
    weighted[bucket] += weight * outcome;
    weights[bucket] += weight;
  }

  /** Adds all that another has seen; it must have as many buckets. */
  public void merge(BucketedValue other) {
    if (other.buckets != buckets) {
      throw new IllegalArgumentException("different numbers of buckets");
    }
    for (int b = 0; b < buckets; b++) {
      count[b] += other.count[b];
      weighted[b] += other.weighted[b];
      weights[b] += other.weights[b];
    }
  }

  /** Horvitz-Thompson value per sample. */
  public ValueEstimate horvitzThompson() {
    return ratio(count);
  }

  /** Self-normalized value. */
  public ValueEstimate selfNormalized() {
    return ratio(weights);
  }

  private ValueEstimate ratio(double[] denominator) {
    double top = 0;
    double bottom = 0;
    for (int b = 0; b < buckets; b++) {
      top += weighted[b];
      bottom += denominator[b];
    }
    double value = top / bottom;
    double squares = 0;
    for (int b = 0; b < buckets; b++) {
      double residual = weighted[b] - value * denominator[b];
      squares += residual * residual;
    }
    double variance = squares * buckets / (buckets - 1);
    return ValueEstimate.normal(value, Math.sqrt(variance) / Math.abs(bottom));
  }

  /** The state as numbers: counts, weighted sums, weights. */
  public double[] save() {
    double[] state = new double[3 * buckets];
    System.arraycopy(count, 0, state, 0, buckets);
    System.arraycopy(weighted, 0, state, buckets, buckets);
    System.arraycopy(weights, 0, state, 2 * buckets, buckets);
    return state;
  }

  /**
   * Puts back what {@link #save} gave.
   *
   * @throws IllegalArgumentException if it is of another shape
   */
  public void restore(double[] state) {
    if (state.length != 3 * buckets) {
      throw new IllegalArgumentException("state of another shape: " + state.length);
    }
    System.arraycopy(state, 0, count, 0, buckets);
    System.arraycopy(state, buckets, weighted, 0, buckets);
    System.arraycopy(state, 2 * buckets, weights, 0, buckets);
  }
}
