package io.weir.core.validity;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Sequential test that covariates are distributed alike in all arms, as randomization makes them.
 *
 * <p>For feature f and arm k, d = (1[t = k] / p - 1) z has mean zero if assignment ignores the
 * feature, where p is the propensity of the arm given and z is the feature standardized by the mean
 * and deviation of earlier units and clipped. Sums of d are martingales; a normal mixture over
 * their drift gives an asymptotic p-value valid at all times (as in Waudby-Smith et al. 2021), and
 * the smallest over features and arms is corrected by their number (Bonferroni). Units that cannot
 * be scaled yet, the first few, only set the scale. Not thread-safe.
 */
public final class CovariateBalance {
  private static final int SCALING_UNITS = 30;
  private static final double CLIP = 5;

  /** Units at which the mixture is most sensitive. */
  private static final double SENSITIVE_AT = 1000;

  /** Below so many units the normal approximation is not leaned on. */
  private static final int ASYMPTOTIC_FROM = 100;

  private final int features;
  private final int arms;
  private final double[] probability;
  private long units;
  private long tested;

  /** Per feature: mean, sum of squares about it. */
  private final double[] mean;

  private final double[] squares;

  /** Per feature and arm: sum of d, sum of d squared, largest log evidence. */
  private final double[] sum;

  private final double[] variance;
  private final double[] largestLogEvidence;

  /**
   * Starts a test.
   *
   * @param features number of numeric features
   * @param probability configured probability per arm; arms with zero are left out
   */
  public CovariateBalance(int features, double[] probability) {
    if (features < 1 || probability.length < 2) {
      throw new IllegalArgumentException(features + " features, " + probability.length + " arms");
    }
    this.features = features;
    this.arms = probability.length;
    this.probability = probability.clone();
    mean = new double[features];
    squares = new double[features];
    sum = new double[features * arms];
    variance = new double[features * arms];
    largestLogEvidence = new double[features * arms];
  }

  /**
   * Adds a unit.
   *
   * @param arm arm it was assigned
   * @param propensity probability it had, in (0, 1]
   * @param x its features start at {@code offset}; finite, not modified
   */
  public void add(int arm, double propensity, double[] x, int offset) {
    boolean scaled = units >= SCALING_UNITS;
    for (int f = 0; f < features; f++) {
      double value = x[offset + f];
      if (scaled && squares[f] > 0) {
        double z = (value - mean[f]) / Math.sqrt(squares[f] / (units - 1));
        addScaled(f, arm, propensity, Math.max(-CLIP, Math.min(CLIP, z)));
      }
      double before = value - mean[f];
      mean[f] += before / (units + 1);
      squares[f] += before * (value - mean[f]);
    }
    units++;
    if (scaled) {
      tested++;
    }
  }

  private void addScaled(int feature, int arm, double propensity, double z) {
    for (int k = 0; k < arms; k++) {
      if (probability[k] > 0) {
        int cell = feature * arms + k;
        double d = ((k == arm ? 1 / propensity : 0) - 1) * z;
        sum[cell] += d;
        variance[cell] += d * d;
        if (tested >= ASYMPTOTIC_FROM) {
          double spread = 1 / probability[k] - 1;
          double tuning = 1 / (SENSITIVE_AT * spread);
          double scale = 1 + tuning * variance[cell];
          double log = tuning * sum[cell] * sum[cell] / (2 * scale) - 0.5 * Math.log(scale);
          largestLogEvidence[cell] = Math.max(largestLogEvidence[cell], log);
        }
      }
    }
  }

  /**
   * The smallest p-value over features and arms, corrected for their number and for continuous
   * looking.
   */
  public double pValue() {
    double largest = 0;
    for (double log : largestLogEvidence) {
      largest = Math.max(largest, log);
    }
    return Math.min(1, features * arms * Math.exp(-largest));
  }

  /**
   * How far a feature's mean in an arm is from the overall one, in standard deviations; 0 before
   * anything was tested.
   */
  public double difference(int feature, int arm) {
    return tested == 0 ? 0 : sum[feature * arms + arm] / tested;
  }

  /** Largest such difference in absolute terms. */
  public double largestDifference() {
    double largest = 0;
    for (int f = 0; f < features; f++) {
      largest = Math.max(largest, Math.abs(difference(f, worstArm(f))));
    }
    return largest;
  }

  /** The feature that differs most between arms. */
  public int worstFeature() {
    int worst = 0;
    for (int f = 1; f < features; f++) {
      if (Math.abs(difference(f, worstArm(f))) > Math.abs(difference(worst, worstArm(worst)))) {
        worst = f;
      }
    }
    return worst;
  }

  private int worstArm(int feature) {
    int worst = 0;
    for (int k = 1; k < arms; k++) {
      if (Math.abs(difference(feature, k)) > Math.abs(difference(feature, worst))) {
        worst = k;
      }
    }
    return worst;
  }

  /** Units seen. */
  public long units() {
    return units;
  }

  /** Whether a rule, its deviation in standard deviations, raises the alarm now. */
  public boolean alarm(AlarmRule rule) {
    return rule.raises(pValue(), largestDifference(), units);
  }

  public void write(StateOutput out) throws IOException {
    out.writeLong(units);
    out.writeLong(tested);
    for (double[] numbers : numbers()) {
      out.writeVector(numbers);
    }
  }

  /**
   * Goes on from what {@link #write} wrote.
   *
   * @throws IOException if it is of another number of features or arms
   */
  public void read(StateInput in) throws IOException {
    units = in.readLong();
    tested = in.readLong();
    for (double[] numbers : numbers()) {
      in.readVector(numbers);
    }
  }

  private double[][] numbers() {
    return new double[][] {mean, squares, sum, variance, largestLogEvidence};
  }
}
