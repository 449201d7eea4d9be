package io.weir.core.validity;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Tells when a model's claims have lost what they were worth.
 *
 * <p>Let g_i be what is claimed of a sample, and r_i what was observed, less the same reference.
 * The slope of r on g is the calibration of the claims: 1 for a model that is right, 0 for one
 * without use, below 0 for one that does harm. The slope of the past, less its standard error, is
 * what the claims were worth; the null hypothesis is that at no time they are worth less than a
 * share of it, and at no time less than nothing: e_i = g_i (r_i - b g_i) has a mean of at least
 * zero, b being that share.
 *
 * <p>Where outcomes are rare or heavy-tailed, a stretch without a large one looks like a loss. So e
 * is measured by the larger of its variance of late and its variance of long.
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

  /** Memory of the variance that rare outcomes have, samples. */
  private static final double LONG_MEMORY = 20_000;

  /** Memory of the slope, samples: long against the time that a change takes to be found. */
  private static final double REFERENCE_MEMORY = 4_000;

  /** Samples from which scales are known well enough to bet on. */
  private static final int LEAST = 100;

  /** Outcomes other than nothing, for the same: before the first ones a loss looks certain. */
  private static final int LEAST_OUTCOMES = 30;

  private final double kept;
  private final double[] logEvidence = new double[RATES.length];
  private double claimSquare;
  private double claimResidual;
  private double spread;
  private double weights;
  private double scoreVariance;
  private double longVariance;
  private double cumulative;
  private long samples;
  private long outcomes;
  private long sinceMillis = Long.MIN_VALUE;

  /**
   * A detector that has seen nothing.
   *
   * @param kept share of what the claims were worth that they must keep
   */
  ChangeDetector(double kept) {
    this.kept = kept;
    Arrays.fill(logEvidence, Double.NEGATIVE_INFINITY);
  }

  /**
   * Takes in a sample: scores it by what was known before it, then learns from it.
   *
   * @param happened whether there was an outcome at all
   * @param left what has remained of the scale of outcomes, for everybody; 0 to 1
   * @return how much speaks against the claims, in standard deviations; 0 while none are known
   */
  double add(double claim, double residual, boolean happened, double left, long timeMillis) {
    outcomes += happened ? 1 : 0;
    double against =
        score(
            -claim * (residual - kept * left * worth() * claim),
            outcomes >= LEAST_OUTCOMES,
            timeMillis);
    refer(claim, residual);
    return against;
  }

  /**
   * Takes in what speaks against claims, in any unit.
   *
   * @return the same in standard deviations; 0 while none are known
   */
  double addScore(double score, long timeMillis) {
    return score(score, true, timeMillis);
  }

  private double score(double score, boolean known, long timeMillis) {
    double x = 0;
    double variance = Math.max(scoreVariance, longVariance);
    if (known && samples >= LEAST && variance > 0) {
      x = score / Math.sqrt(variance);
      bet(x, timeMillis);
    }
    samples++;
    double young = 1.0 / samples;
    scoreVariance += Math.max(young, 1 / MEMORY) * (score * score - scoreVariance);
    longVariance += Math.max(young, 1 / LONG_MEMORY) * (score * score - longVariance);
    return x;
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

  /** Evidence for a change; 0 or more. */
  double evidence() {
    double sum = 0;
    for (double log : logEvidence) {
      sum += Math.exp(log) / RATES.length;
    }
    return sum;
  }

  /** Samples taken in. */
  long samples() {
    return samples;
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
    out.writeDouble(longVariance);
    out.writeLong(outcomes);
  }

  /**
   * Goes on from what {@link #write} wrote.
   *
   * @param isLong whether the variance of long and outcomes were written; earlier releases did not
   *     know them
   */
  void read(StateInput in, boolean isLong) throws IOException {
    claimSquare = in.readDouble();
    claimResidual = in.readDouble();
    spread = in.readDouble();
    weights = in.readDouble();
    scoreVariance = in.readDouble();
    cumulative = in.readDouble();
    samples = in.readLong();
    sinceMillis = in.readLong();
    in.readVector(logEvidence);
    longVariance = isLong ? in.readDouble() : scoreVariance;
    outcomes = isLong ? in.readLong() : samples;
  }
}
