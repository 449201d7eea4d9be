package io.weir.core.validity;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/**
 * Whether every arm the policy wants is given often enough by the logging rule for its value to be
 * estimated. Adds, merges, saves; not thread-safe.
 */
public final class PositivityMonitor {
  private final int arms;
  private final double floor;

  /**
   * Per arm: times given, times wanted by the policy, sum of weights where both agree, their
   * squares, the largest, times below the floor.
   */
  private final double[] given;

  private final double[] wanted;
  private final double[] weights;
  private final double[] squares;
  private final double[] largest;
  private final double[] low;

  /**
   * Starts monitoring.
   *
   * @param arms number of arms
   * @param floor propensities below this count as too small, in [0, 1)
   */
  public PositivityMonitor(int arms, double floor) {
    if (arms < 1 || !(floor >= 0 && floor < 1)) {
      throw new IllegalArgumentException(arms + " arms, floor " + floor);
    }
    this.arms = arms;
    this.floor = floor;
    given = new double[arms];
    wanted = new double[arms];
    weights = new double[arms];
    squares = new double[arms];
    largest = new double[arms];
    low = new double[arms];
  }

  /**
   * Adds a randomized sample.
   *
   * @param arm the arm given
   * @param propensity the probability it had, in (0, 1]
   * @param policyArm the arm the policy would give
   */
  public void add(int arm, double propensity, int policyArm) {
    given[arm]++;
    wanted[policyArm]++;
    if (propensity < floor) {
      low[arm]++;
    }
    if (arm == policyArm) {
      double weight = 1 / propensity;
      weights[arm] += weight;
      squares[arm] += weight * weight;
      largest[arm] = Math.max(largest[arm], weight);
    }
  }

  /** Adds all that another has seen; it must have as many arms. */
  public void merge(PositivityMonitor other) {
    if (other.arms != arms) {
      throw new IllegalArgumentException("different numbers of arms");
    }
    for (int k = 0; k < arms; k++) {
      given[k] += other.given[k];
      wanted[k] += other.wanted[k];
      weights[k] += other.weights[k];
      squares[k] += other.squares[k];
      largest[k] = Math.max(largest[k], other.largest[k]);
      low[k] += other.low[k];
    }
  }

  /** Samples seen. */
  public long samples() {
    return (long) total(given);
  }

  /**
   * Share of the policy's decisions for arms that were never given: their value is not identified
   * at all.
   */
  public double unsupportedShare() {
    double missing = 0;
    for (int k = 0; k < arms; k++) {
      missing += given[k] == 0 ? wanted[k] : 0;
    }
    return samples() == 0 ? 0 : missing / samples();
  }

  /** Share of samples whose propensity was below the floor. */
  public double lowPropensityShare() {
    return samples() == 0 ? 0 : total(low) / samples();
  }

  /** Share of the total weight that the single heaviest sample carries; 0 before any agreement. */
  public double largestWeightShare() {
    double heaviest = 0;
    for (double weight : largest) {
      heaviest = Math.max(heaviest, weight);
    }
    double sum = total(weights);
    return sum == 0 ? 0 : heaviest / sum;
  }

  /** Effective number of samples behind an estimate of the policy's value: (sum w)^2 / sum w^2. */
  public double effectiveSampleSize() {
    double sum = total(weights);
    double square = total(squares);
    return square == 0 ? 0 : sum * sum / square;
  }

  /** The same for the part of the policy that gives one arm. */
  public double effectiveSampleSize(int arm) {
    return squares[arm] == 0 ? 0 : weights[arm] * weights[arm] / squares[arm];
  }

  /**
   * Whether everything the policy wants is supported, and by at least so many effective samples in
   * all.
   */
  public boolean supports(double leastEffectiveSamples) {
    return unsupportedShare() == 0 && effectiveSampleSize() >= leastEffectiveSamples;
  }

  private static double total(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  public void write(StateOutput out) throws IOException {
    for (double[] numbers : new double[][] {given, wanted, weights, squares, largest, low}) {
      out.writeVector(numbers);
    }
  }

  /**
   * Goes on from what {@link #write} wrote.
   *
   * @throws IOException if it is of another number of arms
   */
  public void read(StateInput in) throws IOException {
    for (double[] numbers : new double[][] {given, wanted, weights, squares, largest, low}) {
      in.readVector(numbers);
    }
  }
}
