package io.weir.core.holdout;

import io.weir.core.hash.Utf8Hasher;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which units are randomized, and to which arm. With h the first 64 bits of murmur3_x64_128 of
 * {@code salt:id} and u = (h >>> 11) 2^-53, a unit is in the holdout if u is below the rate; its
 * arm is where the u of {@code salt:arm:id} falls among the cumulative probabilities. The two draws
 * are independent, so the propensity of an arm given the holdout is its probability.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class HoldoutRule {
  /** What {@link #arm} returns for a unit outside the holdout. */
  public static final int NOT_IN_HOLDOUT = -1;

  /** How far the probabilities may be from summing to one. */
  public static final double SUM_TOLERANCE = 1e-6;

  private static final double ULP = 0x1p-53;

  private final String membershipPrefix;
  private final String armPrefix;
  private final double rate;
  private final double[] probabilities;
  private final double[] cumulative;
  private final int lastArm;
  private final boolean perImpression;

  /**
   * Makes a rule.
   *
   * @param salt a new salt draws a new holdout
   * @param rate share of units in the holdout, [0, 1]
   * @param armProbabilities probability of each arm in the campaign's order; sums to 1 within
   *     {@link #SUM_TOLERANCE}
   * @param perImpression whether the impression is randomized in the unit's place
   * @throws IllegalArgumentException if the rate or a probability is outside [0, 1] or they do not
   *     sum to one
   */
  public HoldoutRule(String salt, double rate, double[] armProbabilities, boolean perImpression) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("holdout rate outside [0, 1]: " + rate);
    }
    this.membershipPrefix = salt + ":";
    this.armPrefix = salt + ":arm:";
    this.rate = rate;
    this.perImpression = perImpression;
    this.probabilities = armProbabilities.clone();
    this.cumulative = new double[probabilities.length];
    double sum = 0;
    int last = 0;
    for (int j = 0; j < probabilities.length; j++) {
      double p = probabilities[j];
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("arm probability outside [0, 1]: " + p);
      }
      sum += p;
      cumulative[j] = sum;
      last = p > 0 ? j : last;
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
      throw new IllegalArgumentException(
          "arm probabilities sum to " + sum + ": " + Arrays.toString(probabilities));
    }
    this.lastArm = last;
  }

  /**
   * Makes a rule from probabilities by arm identifier. An empty map is uniform; an arm that a
   * non-empty map leaves out has probability zero.
   *
   * @param arms the campaign's arms in its order
   * @throws IllegalArgumentException as the constructor, or if the map names an arm that the
   *     campaign lacks
   */
  public static HoldoutRule byName(
      String salt,
      double rate,
      List<String> arms,
      Map<String, Double> armProbabilities,
      boolean perImpression) {
    Set<String> unknown = new LinkedHashSet<>(armProbabilities.keySet());
    unknown.removeAll(Set.copyOf(arms));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("holdout names unknown arms: " + unknown);
    }
    double[] probabilities = new double[arms.size()];
    for (int j = 0; j < probabilities.length; j++) {
      probabilities[j] =
          armProbabilities.isEmpty()
              ? 1.0 / arms.size()
              : armProbabilities.getOrDefault(arms.get(j), 0.0);
    }
    return new HoldoutRule(salt, rate, probabilities, perImpression);
  }

  /**
   * Returns the arm of a randomized unit.
   *
   * @return index in the campaign's arm order, or {@link #NOT_IN_HOLDOUT}
   */
  public int arm(String unitId, String impressionId) {
    return arm(unitId, impressionId, new Utf8Hasher());
  }

  /** As the other form, hashing in memory of the caller's. */
  public int arm(String unitId, String impressionId, Utf8Hasher hasher) {
    String id = perImpression ? impressionId : unitId;
    if (!(uniform(membershipPrefix, id, hasher) < rate)) {
      return NOT_IN_HOLDOUT;
    }
    double u = uniform(armPrefix, id, hasher);
    for (int j = 0; j < lastArm; j++) {
      if (u < cumulative[j]) {
        return j;
      }
    }
    // The last arm takes the rounding; one of probability zero is never drawn.
    return lastArm;
  }

  /** Returns the probability of an arm given the holdout: the propensity to log. */
  public double probability(int arm) {
    return probabilities[arm];
  }

  /** Returns the share of units in the holdout. */
  public double rate() {
    return rate;
  }

  /** Returns the number in [0, 1) that the contract draws from a salted identifier. */
  static double uniform(String prefix, String id, Utf8Hasher hasher) {
    return (hasher.clear().append(prefix).append(id).hash128First64() >>> 11) * ULP;
  }
}
