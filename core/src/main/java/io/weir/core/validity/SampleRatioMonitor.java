package io.weir.core.validity;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Sequential test of the arms' shares against the probabilities that the samples themselves carry,
 * so that samples drawn under several configurations can be told together, in whatever order they
 * arrive.
 *
 * <p>If a sample's arm t was drawn with its propensity p, then w_k = 1[t = k] / p has mean one for
 * every arm k that can be drawn. So prod_i (1 + b (w_ik - 1)) is a test martingale for every bet b
 * fixed beforehand that leaves no factor negative (Waudby-Smith and Ramdas 2024, "Estimating means
 * of bounded random variables by betting", section 4). The mean over arms and over bets of both
 * signs is one too, and the reciprocal of its running maximum is a p-value valid at all times
 * (Ville).
 *
 * <p>A bet on fewer draws of an arm needs to know how improbable a draw can be: it rests on the
 * configurations that the monitor was told of, and waits while samples come that fit none of them.
 *
 * <p>Count independent units: impressions of one sticky unit repeat its arm and are no further
 * evidence. Not thread-safe.
 */
public final class SampleRatioMonitor {
  /** Bets as shares of p / (1 - p), at which a deviation by that share of p is found soonest. */
  private static final double[] BETS = {0.03, 0.1, 0.3, 0.9};

  /** The largest bet on an arm that is drawn more often than it should be. */
  private static final double LARGEST_BET = 0.9;

  /** Configurations remembered; samples of an older one are like those of an unknown one. */
  private static final int REMEMBERED = 8;

  /** Rounding of a propensity on its way. */
  private static final double ROUNDING = 1e-6;

  private final int arms;

  /** Least probability known of each arm; 0 for one that cannot be drawn. */
  private final double[] least;

  /** Whether an arm can be drawn under every configuration; where not, few draws refute nothing. */
  private final boolean[] always;

  /** Configurations told of, the newest last. */
  private final ArrayDeque<double[]> configured = new ArrayDeque<>();

  private final double[] weight;

  /** Logarithm of the wealth, row-major [arms, bets]: on more of the arm, then on less. */
  private final double[] logWealth;

  private long exposures;
  private long unknown;
  private boolean waiting;
  private double largestLogEvidence;

  /**
   * Starts a test.
   *
   * @param probability configured probability per arm, each in [0, 1], summing to one within 1e-6
   * @throws IllegalArgumentException if they do not
   */
  public SampleRatioMonitor(double[] probability) {
    arms = probability.length;
    least = new double[arms];
    always = new boolean[arms];
    Arrays.fill(always, true);
    weight = new double[arms];
    logWealth = new double[arms * 2 * BETS.length];
    configure(probability);
  }

  /**
   * Tells of a further configuration under which samples may have been drawn; evidence is kept.
   *
   * @param probability per arm, as many arms as before
   * @throws IllegalArgumentException if they are no probabilities or of another number of arms
   */
  public void configure(double[] probability) {
    double sum = 0;
    for (double p : probability) {
      if (!(p >= 0)) {
        throw new IllegalArgumentException("probability " + p);
      }
      sum += p;
    }
    if (!(Math.abs(sum - 1) <= 1e-6) || probability.length != arms) {
      throw new IllegalArgumentException(
          "%d probabilities for %d arms, summing to %s".formatted(probability.length, arms, sum));
    }
    configured.addLast(probability.clone());
    if (configured.size() > REMEMBERED) {
      configured.removeFirst();
    }
    waiting = false;
    settle();
  }

  /** Returns a test that knows the same configurations and has seen nothing. */
  public SampleRatioMonitor withoutEvidence() {
    SampleRatioMonitor anew = new SampleRatioMonitor(configured.peekFirst());
    configured.stream().skip(1).forEach(anew::configure);
    return anew;
  }

  private void settle() {
    Arrays.fill(least, 0);
    Arrays.fill(always, true);
    for (double[] p : configured) {
      for (int k = 0; k < arms; k++) {
        always[k] &= p[k] > 0;
        if (p[k] > 0) {
          least[k] = least[k] == 0 ? p[k] : Math.min(least[k], p[k]);
        }
      }
    }
  }

  /** Returns whether a draw fits a configuration that the monitor was told of. */
  public boolean knows(int arm, double propensity) {
    for (double[] p : configured) {
      if (p[arm] > 0 && Math.abs(p[arm] - propensity) <= ROUNDING) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds one exposure.
   *
   * @param arm its arm
   * @param propensity probability that it had, in (0, 1]
   */
  public void add(int arm, double propensity) {
    if (!knows(arm, propensity)) {
      unknown++;
      waiting = true;
    }
    for (int k = 0; k < arms; k++) {
      if (least[k] > 0) {
        bet(k, (k == arm ? 1 / propensity : 0) - 1);
      }
    }
    weight[arm] += 1 / propensity;
    exposures++;
    largestLogEvidence = Math.max(largestLogEvidence, logEvidence());
  }

  private void bet(int arm, double gain) {
    double scale = least[arm] / Math.max(1 - least[arm], Double.MIN_NORMAL);
    int row = arm * 2 * BETS.length;
    for (int b = 0; b < BETS.length; b++) {
      logWealth[row + b] += Math.log1p(Math.min(LARGEST_BET, BETS[b] * scale) * gain);
      if (always[arm] && !waiting) {
        logWealth[row + BETS.length + b] += Math.log(Math.max(0, 1 - BETS[b] * scale * gain));
      }
    }
  }

  private double logEvidence() {
    double largest = Double.NEGATIVE_INFINITY;
    int bets = 0;
    for (int k = 0; k < arms; k++) {
      for (int b = 0; least[k] > 0 && b < 2 * BETS.length; b++) {
        largest = Math.max(largest, logWealth[k * 2 * BETS.length + b]);
        bets++;
      }
    }
    if (!(largest > Double.NEGATIVE_INFINITY)) {
      return Double.NEGATIVE_INFINITY;
    }
    double sum = 0;
    for (int k = 0; k < arms; k++) {
      for (int b = 0; least[k] > 0 && b < 2 * BETS.length; b++) {
        sum += Math.exp(logWealth[k * 2 * BETS.length + b] - largest);
      }
    }
    return largest + Math.log(sum / bets);
  }

  /**
   * The probability, at most, of evidence this strong at any time if the propensities are right.
   */
  public double pValue() {
    return Math.min(1, Math.exp(-largestLogEvidence));
  }

  /**
   * Largest relative deviation of an arm's share from what the propensities promise, at present; 0
   * before any exposure.
   */
  public double largestDeviation() {
    double largest = 0;
    for (int k = 0; k < arms && exposures > 0; k++) {
      double deviation = weight[k] / exposures - 1;
      largest = Math.max(largest, always[k] ? Math.abs(deviation) : deviation);
    }
    return largest;
  }

  /** Exposures seen. */
  public long exposures() {
    return exposures;
  }

  /** Exposures whose propensity fits no configuration that the monitor was told of. */
  public long unknown() {
    return unknown;
  }

  /** Whether a rule raises the alarm now. */
  public boolean alarm(AlarmRule rule) {
    return rule.raises(pValue(), largestDeviation(), exposures);
  }

  public void write(StateOutput out) throws IOException {
    out.writeLong(exposures);
    out.writeLong(unknown);
    out.writeBoolean(waiting);
    out.writeDouble(largestLogEvidence);
    out.writeInt(configured.size());
    for (double[] probability : configured) {
      out.writeVector(probability);
    }
    out.writeVector(weight);
    out.writeVector(logWealth);
  }

  /**
   * Goes on from what {@link #write} wrote.
   *
   * @throws IOException if it is of another number of arms
   */
  public void read(StateInput in) throws IOException {
    exposures = in.readLong();
    unknown = in.readLong();
    waiting = in.readBoolean();
    largestLogEvidence = in.readDouble();
    configured.clear();
    for (int left = in.readInt(); left > 0; left--) {
      double[] probability = new double[arms];
      in.readVector(probability);
      configured.addLast(probability);
    }
    in.readVector(weight);
    in.readVector(logWealth);
    settle();
  }
}
