package io.weir.learner.evidence;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * By how much a policy's revenue lies above what judged samples say, since levels have moved: they
 * reach back over thousands of samples, and a season may have gone by.
 *
 * <p>What moves for everybody is told by all traffic of the policy, many times as many samples as
 * the holdout has. It is a linear combination of means over stretches of time: the present level,
 * by the newest samples, less the level of each judged sample's own stretch.
 *
 * @param value revenue per impression to add to what judged samples say, objective units
 * @param variance of that
 */
record LevelShift(double value, double variance) {
  static final LevelShift NONE = new LevelShift(0, 0);

  /** Samples from which a level is known at all. */
  private static final int LEAST = 200;

  /** Half-life, in samples on either side, of what joins the levels of two sources. */
  private static final double JOINT = 500;

  /**
   * Estimates the shift.
   *
   * @param weights of judged samples by stretch, summing to 1
   * @param old revenue of the policy before Weir, by stretch
   * @param own revenue of own decisions less what was claimed of the arm, by stretch
   * @param halfLife samples after which a sample counts for half in the present level
   */
  static LevelShift of(
      Map<Long, Double> weights,
      NavigableMap<Long, Stretches.Mean> old,
      NavigableMap<Long, Stretches.Mean> own,
      double halfLife) {
    boolean decides = samples(own) >= LEAST;
    NavigableMap<Long, Stretches.Mean> present = decides ? own : old;
    if (weights.isEmpty() || samples(present) < LEAST) {
      return NONE;
    }
    Combination ofOwn = new Combination(own);
    Combination ofOld = new Combination(old);
    (decides ? ofOwn : ofOld).addRecent(1, halfLife);
    boolean joined = decides && samples(old) >= LEAST;
    long since = present.firstKey();
    double before = 0;
    for (Map.Entry<Long, Double> entry : weights.entrySet()) {
      if (joined && entry.getKey() < since) {
        ofOld.add(entry.getKey(), -entry.getValue());
        before += entry.getValue();
      } else {
        (decides ? ofOwn : ofOld).add(entry.getKey(), -entry.getValue());
      }
    }
    if (joined) {
      // What came before is told by another source: both are taken to be level where they meet.
      ofOwn.addFirst(-before, JOINT);
      ofOld.addRecent(before, JOINT);
    }
    double value = ofOwn.value() + ofOld.value();
    double variance = ofOwn.variance() + ofOld.variance();
    return new LevelShift(value, variance);
  }

  /** Returns the sum of this and what has moved beside it. */
  LevelShift plus(double more, double varianceOfMore) {
    return new LevelShift(value + more, variance + varianceOfMore);
  }

  /**
   * Returns the part that chance does not explain (positive-part James-Stein estimate; James and
   * Stein 1961). Where nothing moves, that is hardly anything, and mostly nothing at all.
   */
  LevelShift beyondChance() {
    double kept = value * value > variance ? 1 - variance / (value * value) : 0;
    return kept > 0 ? new LevelShift(kept * value, variance) : NONE;
  }

  private static long samples(NavigableMap<Long, Stretches.Mean> means) {
    return means.values().stream().mapToLong(Stretches.Mean::samples).sum();
  }

  /** A linear combination of the means of stretches. */
  private static final class Combination {
    private final NavigableMap<Long, Stretches.Mean> means;
    private final Map<Long, Double> coefficients = new TreeMap<>();

    Combination(NavigableMap<Long, Stretches.Mean> means) {
      this.means = means;
    }

    /** Adds the mean of the stretch that is nearest before another, or after it if none is. */
    void add(long stretch, double coefficient) {
      Long at = means.floorKey(stretch);
      coefficients.merge(at == null ? means.firstKey() : at, coefficient, Double::sum);
    }

    /** Adds the mean of the newest samples. */
    void addRecent(double coefficient, double halfLife) {
      addFading(means.descendingMap(), coefficient, halfLife);
    }

    /** Adds the mean of the oldest samples. */
    void addFirst(double coefficient, double halfLife) {
      addFading(means, coefficient, halfLife);
    }

    private void addFading(
        NavigableMap<Long, Stretches.Mean> inOrder, double coefficient, double halfLife) {
      Map<Long, Double> shares = new TreeMap<>();
      double seen = 0;
      double total = 0;
      for (Map.Entry<Long, Stretches.Mean> entry : inOrder.entrySet()) {
        long samples = entry.getValue().samples();
        double share = samples * StrictMath.pow(0.5, (seen + samples / 2.0) / halfLife);
        shares.put(entry.getKey(), share);
        total += share;
        seen += samples;
      }
      for (Map.Entry<Long, Double> entry : shares.entrySet()) {
        coefficients.merge(entry.getKey(), coefficient * entry.getValue() / total, Double::sum);
      }
    }

    double value() {
      double sum = 0;
      for (Map.Entry<Long, Double> entry : coefficients.entrySet()) {
        sum += entry.getValue() * mean(entry.getKey()).revenue();
      }
      return sum;
    }

    double variance() {
      double sum = 0;
      for (Map.Entry<Long, Double> entry : coefficients.entrySet()) {
        sum += entry.getValue() * entry.getValue() * mean(entry.getKey()).variance();
      }
      return sum;
    }

    private Stretches.Mean mean(long stretch) {
      return java.util.Objects.requireNonNull(means.get(stretch));
    }
  }
}
