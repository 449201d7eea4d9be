package io.weir.core.validity;

import java.util.Arrays;

/**
 * Sequential test of the arms' shares against the configured ones: a Dirichlet mixture of
 * multinomials over the null is a test martingale, and the reciprocal of its running maximum a
 * p-value valid at all times (Lindon and Malek 2022, "Anytime-valid inference for multinomial count
 * data").
 *
 * <p>Count independent units: impressions of one sticky unit repeat its arm and are no further
 * evidence. Not thread-safe.
 */
public final class SampleRatioMonitor {
  /**
   * Default weight of the mixture: deviations of about a tenth of a half-and-half split are found
   * soonest.
   */
  public static final double CONCENTRATION = 100;

  private final double concentration;
  private double[] probability;
  private long[] count;
  private long exposures;
  private double logEvidence;
  private double largestLogEvidence;

  /**
   * Starts a test.
   *
   * @param probability configured probability per arm, each in [0, 1], summing to one within 1e-6
   * @throws IllegalArgumentException if they do not
   */
  public SampleRatioMonitor(double[] probability) {
    this(probability, CONCENTRATION);
  }

  /**
   * Starts a test with a chosen mixture.
   *
   * @param concentration total weight of the Dirichlet around the null, positive: larger looks for
   *     smaller deviations
   */
  public SampleRatioMonitor(double[] probability, double concentration) {
    if (!(concentration > 0)) {
      throw new IllegalArgumentException("concentration " + concentration);
    }
    this.concentration = concentration;
    this.probability = checked(probability);
    count = new long[probability.length];
  }

  private static double[] checked(double[] probability) {
    double sum = 0;
    for (double p : probability) {
      if (!(p >= 0)) {
        throw new IllegalArgumentException("probability " + p);
      }
      sum += p;
    }
    if (!(Math.abs(sum - 1) <= 1e-6)) {
      throw new IllegalArgumentException("probabilities sum to " + sum);
    }
    double total = sum;
    return Arrays.stream(probability).map(p -> p / total).toArray();
  }

  /**
   * Adds one exposure of an arm. One of an arm configured with probability zero refutes the
   * configuration at once.
   */
  public void add(int arm) {
    extend(arm);
    largestLogEvidence = Math.max(largestLogEvidence, logEvidence);
  }

  /**
   * Adds exposures whose order is not known; the evidence is looked at once, after the last.
   *
   * @param added number per arm
   */
  public void addAll(long[] added) {
    for (int arm = 0; arm < added.length; arm++) {
      for (long k = 0; k < added[arm]; k++) {
        extend(arm);
      }
    }
    largestLogEvidence = Math.max(largestLogEvidence, logEvidence);
  }

  private void extend(int arm) {
    double p = probability[arm];
    if (p == 0) {
      logEvidence = Double.POSITIVE_INFINITY;
    } else {
      double predictive = (concentration * p + count[arm]) / (concentration + exposures);
      logEvidence += Math.log(predictive / p);
    }
    count[arm]++;
    exposures++;
  }

  /**
   * Goes on with other ratios, as after a change of the campaign: counts start anew, the evidence
   * is kept, since a martingale may be continued with any other.
   */
  public void reconfigure(double[] newProbability) {
    probability = checked(newProbability);
    count = new long[newProbability.length];
    exposures = 0;
  }

  /** The probability, at most, of evidence this strong at any time if the ratios are right. */
  public double pValue() {
    return Math.min(1, Math.exp(-largestLogEvidence));
  }

  /** Largest relative deviation of an arm's share from its configured one, at present. */
  public double largestDeviation() {
    double largest = 0;
    for (int arm = 0; arm < count.length; arm++) {
      double expected = exposures * probability[arm];
      double off = Math.abs(count[arm] - expected);
      if (off > 0) {
        largest = Math.max(largest, off / expected);
      }
    }
    return largest;
  }

  /** Exposures since the ratios were last configured. */
  public long exposures() {
    return exposures;
  }

  /** Exposures of an arm since the ratios were last configured. */
  public long exposures(int arm) {
    return count[arm];
  }

  /** Whether a rule raises the alarm now. */
  public boolean alarm(AlarmRule rule) {
    return rule.raises(pValue(), largestDeviation(), exposures);
  }

  /** The state as numbers: evidence, its maximum, then per arm probability and count. */
  public double[] save() {
    double[] state = new double[2 + 2 * count.length];
    state[0] = logEvidence;
    state[1] = largestLogEvidence;
    for (int arm = 0; arm < count.length; arm++) {
      state[2 + 2 * arm] = probability[arm];
      state[3 + 2 * arm] = count[arm];
    }
    return state;
  }

  /** Puts back what {@link #save} gave, ratios included. */
  public void restore(double[] state) {
    int arms = (state.length - 2) / 2;
    logEvidence = state[0];
    largestLogEvidence = state[1];
    probability = new double[arms];
    count = new long[arms];
    exposures = 0;
    for (int arm = 0; arm < arms; arm++) {
      probability[arm] = state[2 + 2 * arm];
      count[arm] = (long) state[3 + 2 * arm];
      exposures += count[arm];
    }
  }
}
