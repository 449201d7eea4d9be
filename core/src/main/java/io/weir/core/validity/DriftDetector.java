package io.weir.core.validity;

import java.util.Arrays;

/**
 * Tells when the effects that a live model predicts have turned against it, from randomized samples
 * that the model has not learned from.
 *
 * <p>With predictions f_ij and holdout probabilities p_j, let g_ij = f_ij - sum_k p_k f_ik - a_j,
 * where a_j centres arm j over individuals: what the model claims of this individual beyond what it
 * claims of everyone. As arms are random, e_i = g_i,ti (y_i,ti - anything known of x_i) has as its
 * mean the covariance of claimed and true heterogeneity: positive while the model is of use, below
 * zero once it does harm. Revenue and cost are added, each over its residual variance, and the sum
 * is brought to variance 1.
 *
 * <p>For the null hypothesis "at no time below zero", exp(l x - l^2 x^2 / 6 - l^2 / 3) with x = -e
 * has a mean of at most 1 (Delyon 2009, "Exponential inequalities for sums of weakly dependent
 * variables", section 3; it needs no bound on x, and the variance only by size). Restarted at every
 * sample and summed these are an e-detector of Shiryaev-Roberts form (Shin, Ramdas, Rinaldo 2023,
 * "E-detectors: a nonparametric framework for sequential change detection"): the mean number of
 * samples to a false alarm is at least the threshold. A useful model has a mean above zero, so in
 * practice it is far more. Several l share the evidence. Not thread-safe.
 */
public final class DriftDetector {
  private static final double[] RATES = {0.05, 0.1, 0.2};

  /** The rate whose cumulative sum dates the change. */
  private static final int DATING = 1;

  /** Memory of running means, samples. */
  private static final double MEMORY = 500;

  /** Samples from which scales are known well enough to bet on. */
  private static final int LEAST = 100;

  private final double[] probability;
  private final double meanRunLength;
  private final double[] armMean;
  private final double[] residualVariance = new double[2];
  private final double[] logEvidence = new double[RATES.length];
  private double scoreVariance;
  private double cumulative;
  private long samples;
  private long sinceMillis = Long.MIN_VALUE;

  /**
   * A detector that has seen nothing.
   *
   * @param probability of each arm in the holdout; sums to 1
   * @param meanRunLength randomized samples to a false alarm in the mean, at least; above 1
   */
  public DriftDetector(double[] probability, double meanRunLength) {
    if (!(meanRunLength > 1)) {
      throw new IllegalArgumentException("run length " + meanRunLength);
    }
    this.probability = probability.clone();
    this.meanRunLength = meanRunLength;
    this.armMean = new double[2 * probability.length];
    Arrays.fill(logEvidence, Double.NEGATIVE_INFINITY);
  }

  /**
   * Takes in a randomized sample.
   *
   * @param predictions of the model that was live before the sample: revenue of each arm, then cost
   * @param arm arm given
   * @param revenue observed, in units of the predictions
   * @param cost observed, in units of the predictions
   * @param timeMillis event time
   * @return whether a drift is detected; the evidence then starts anew
   */
  public boolean add(double[] predictions, int arm, double revenue, double cost, long timeMillis) {
    if (!finite(predictions, revenue + cost)) {
      return false;
    }
    double keep = Math.min(1 - 1 / MEMORY, samples / (samples + 1.0));
    double score =
        score(predictions, 0, arm, revenue, keep) + score(predictions, 1, arm, cost, keep);
    boolean alarm = samples >= LEAST && scoreVariance > 0 && bet(score, timeMillis);
    scoreVariance = keep * scoreVariance + (1 - keep) * score * score;
    samples++;
    if (alarm) {
      Arrays.fill(logEvidence, Double.NEGATIVE_INFINITY);
      cumulative = 0;
    }
    return alarm;
  }

  private static boolean finite(double[] predictions, double outcomes) {
    double sum = outcomes;
    for (double prediction : predictions) {
      sum += prediction;
    }
    return Double.isFinite(sum);
  }

  /** Scores one outcome by what was known before it, then learns from it. */
  private double score(double[] predictions, int kind, int arm, double outcome, double keep) {
    int arms = probability.length;
    int offset = kind * arms;
    double base = 0;
    for (int j = 0; j < arms; j++) {
      base += probability[j] * predictions[offset + j];
    }
    double claim = predictions[offset + arm] - base - armMean[offset + arm];
    double residual = outcome - base - armMean[offset + arm];
    double variance = residualVariance[kind];
    for (int j = 0; j < arms; j++) {
      double deviation = predictions[offset + j] - base;
      armMean[offset + j] = keep * armMean[offset + j] + (1 - keep) * deviation;
    }
    residualVariance[kind] = keep * variance + (1 - keep) * residual * residual;
    return variance > 0 ? claim * residual / variance : 0;
  }

  private boolean bet(double score, long timeMillis) {
    double x = -score / Math.sqrt(scoreVariance);
    double sum = 0;
    for (int k = 0; k < RATES.length; k++) {
      double factor = logFactor(RATES[k], x);
      logEvidence[k] = factor + log1pExp(logEvidence[k]);
      sum += Math.exp(logEvidence[k]) / RATES.length;
    }
    if (cumulative <= 0) {
      sinceMillis = timeMillis;
    }
    cumulative = Math.max(0, cumulative + logFactor(RATES[DATING], x));
    return sum >= meanRunLength;
  }

  private static double logFactor(double rate, double x) {
    return rate * x - rate * rate * (x * x / 6 + 1.0 / 3);
  }

  private static double log1pExp(double a) {
    return a > 30 ? a : Math.log1p(Math.exp(a));
  }

  /** Evidence for a drift as a share of what an alarm takes, on a log scale; 0 to 1. */
  public double evidence() {
    double sum = 0;
    for (double log : logEvidence) {
      sum += Math.exp(log) / RATES.length;
    }
    return Math.max(0, Math.min(1, Math.log1p(sum) / Math.log1p(meanRunLength)));
  }

  /**
   * When what the last alarm was raised for seems to have begun: event time at which the cumulative
   * sum (Page 1954) last stood at zero. Meaningless before an alarm.
   */
  public long sinceMillis() {
    return sinceMillis;
  }

  /** The state as numbers. */
  public double[] save() {
    double[] state = new double[6 + RATES.length + armMean.length];
    state[0] = scoreVariance;
    state[1] = cumulative;
    state[2] = samples;
    state[3] = Double.longBitsToDouble(sinceMillis);
    System.arraycopy(residualVariance, 0, state, 4, 2);
    System.arraycopy(logEvidence, 0, state, 6, RATES.length);
    System.arraycopy(armMean, 0, state, 6 + RATES.length, armMean.length);
    return state;
  }

  /**
   * Puts back what {@link #save} gave.
   *
   * @throws IllegalArgumentException if it was saved with another number of arms
   */
  public void restore(double[] state) {
    if (state.length != 6 + RATES.length + armMean.length) {
      throw new IllegalArgumentException(state.length + " numbers for " + probability.length);
    }
    scoreVariance = state[0];
    cumulative = state[1];
    samples = (long) state[2];
    sinceMillis = Double.doubleToRawLongBits(state[3]);
    System.arraycopy(state, 4, residualVariance, 0, 2);
    System.arraycopy(state, 6, logEvidence, 0, RATES.length);
    System.arraycopy(state, 6 + RATES.length, armMean, 0, armMean.length);
  }
}
