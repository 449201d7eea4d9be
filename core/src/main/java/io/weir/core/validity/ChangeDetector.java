package io.weir.core.validity;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Tells when a model's claims about one outcome have lost what they were worth.
 *
 * <p>With predictions f_ij and holdout probabilities p_j, let g_ij = f_ij - sum_k p_k f_ik - a_j,
 * where a_j centres arm j over individuals: what the model claims of this individual beyond what it
 * claims of everyone; and let r_i be the outcome less the same centre. As arms are random, the
 * slope of r on g is the calibration of the claims: 1 for a model that is right, 0 for one without
 * use, below 0 for one that does harm. The slope of the past, less its standard error, is what the
 * claims were worth; the null hypothesis is that at no time they are worth less than half of it,
 * and at no time less than nothing: e_i = g_i (r_i - b g_i) has a mean of at least zero, b being
 * that half.
 *
 * <p>For this null, exp(l x - l^2 x^2 / 6 - l^2 / 3) with x = -e, brought to variance 1, has a mean
 * of at most 1 (Delyon 2009, "Exponential inequalities for sums of weakly dependent variables",
 * section 3; it needs no bound on x, and the variance only by size). Restarted at every sample and
 * summed these are an e-detector of Shiryaev-Roberts form (Shin, Ramdas, Rinaldo 2023,
 * "E-detectors: a nonparametric framework for sequential change detection"): the mean number of
 * samples to a false alarm is at least the threshold on {@link #evidence}. Several l share it.
 */
final class ChangeDetector {
  private static final double[] RATES = {0.05, 0.1, 0.2};

  /** The rate whose cumulative sum dates the change. */
  private static final int DATING = 1;

  /** Memory of the scales, samples. */
  private static final double MEMORY = 500;

  /** Memory of the slope, samples: long against the time that a change takes to be found. */
  private static final double REFERENCE_MEMORY = 4_000;

  /** Share of what the claims were worth that they must keep. */
  private static final double KEPT = 0.5;

  /** Samples from which scales are known well enough to bet on. */
  private static final int LEAST = 100;

  private final double[] probability;
  private final double[] armMean;
  private final double[] logEvidence = new double[RATES.length];
  private double claimSquare;
  private double claimResidual;
  private double spread;
  private double weights;
  private double scoreVariance;
  private double cumulative;
  private long samples;
  private long sinceMillis = Long.MIN_VALUE;

  ChangeDetector(double[] probability) {
    this.probability = probability;
    this.armMean = new double[probability.length];
    Arrays.fill(logEvidence, Double.NEGATIVE_INFINITY);
  }

  /**
   * Takes in a sample: scores it by what was known before it, then learns from it.
   *
   * @param predictions one for each arm, from the offset on
   */
  void add(double[] predictions, int offset, int arm, double outcome, long timeMillis) {
    int arms = probability.length;
    double keep = Math.min(1 - 1 / MEMORY, samples / (samples + 1.0));
    double base = 0;
    for (int j = 0; j < arms; j++) {
      base += probability[j] * predictions[offset + j];
    }
    double claim = predictions[offset + arm] - base - armMean[arm];
    double residual = outcome - base - armMean[arm];
    for (int j = 0; j < arms; j++) {
      armMean[j] = keep * armMean[j] + (1 - keep) * (predictions[offset + j] - base);
    }
    double score = claim * (residual - KEPT * worth() * claim);
    if (samples >= LEAST && scoreVariance > 0) {
      bet(-score / Math.sqrt(scoreVariance), timeMillis);
    }
    scoreVariance = keep * scoreVariance + (1 - keep) * score * score;
    samples++;
    refer(claim, residual);
  }

  /** What the claims were worth in the past, to be on the safe side: a slope from 0 to 1. */
  private double worth() {
    if (!(claimSquare > 0) || weights < LEAST) {
      return 0;
    }
    double slope = claimResidual / claimSquare;
    double error = Math.sqrt(spread / weights) / claimSquare;
    return Math.max(0, Math.min(1, slope - error));
  }

  private void refer(double claim, double residual) {
    double keep = 1 - 1 / REFERENCE_MEMORY;
    weights = keep * weights + 1;
    double share = 1 / weights;
    claimSquare += share * (claim * claim - claimSquare);
    claimResidual += share * (claim * residual - claimResidual);
    double deviation =
        claim * residual - (claimSquare > 0 ? claimResidual / claimSquare : 0) * claim * claim;
    spread += share * (deviation * deviation - spread);
  }

  private void bet(double x, long timeMillis) {
    for (int k = 0; k < RATES.length; k++) {
      logEvidence[k] = logFactor(RATES[k], x) + log1pExp(logEvidence[k]);
    }
    if (cumulative <= 0) {
      sinceMillis = timeMillis;
    }
    cumulative = Math.max(0, cumulative + logFactor(RATES[DATING], x));
  }

  private static double logFactor(double rate, double x) {
    return rate * x - rate * rate * (x * x / 6 + 1.0 / 3);
  }

  private static double log1pExp(double a) {
    return a > 30 ? a : Math.log1p(Math.exp(a));
  }

  /** Evidence for a turn; 0 or more. */
  double evidence() {
    double sum = 0;
    for (double log : logEvidence) {
      sum += Math.exp(log) / RATES.length;
    }
    return sum;
  }

  /** Forgets evidence and what the claims were worth; scales stay. */
  void beginAnew() {
    Arrays.fill(logEvidence, Double.NEGATIVE_INFINITY);
    cumulative = 0;
    claimSquare = 0;
    claimResidual = 0;
    spread = 0;
    weights = 0;
  }

  /** Event time at which the cumulative sum (Page 1954) last stood at zero. */
  long sinceMillis() {
    return sinceMillis;
  }

  void write(StateOutput out) throws IOException {
    out.writeDouble(claimSquare);
    out.writeDouble(claimResidual);
    out.writeDouble(spread);
    out.writeDouble(weights);
    out.writeDouble(scoreVariance);
    out.writeDouble(cumulative);
    out.writeLong(samples);
    out.writeLong(sinceMillis);
    out.writeVector(logEvidence);
    out.writeVector(armMean);
  }

  void read(StateInput in) throws IOException {
    claimSquare = in.readDouble();
    claimResidual = in.readDouble();
    spread = in.readDouble();
    weights = in.readDouble();
    scoreVariance = in.readDouble();
    cumulative = in.readDouble();
    samples = in.readLong();
    sinceMillis = in.readLong();
    in.readVector(logEvidence);
    in.readVector(armMean);
  }
}
