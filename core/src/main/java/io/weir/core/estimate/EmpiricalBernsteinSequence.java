package io.weir.core.estimate;

/**
 * An interval for the mean of bounded observations, valid at all times at once and at every sample
 * size: the predictable plug-in empirical Bernstein confidence sequence (Waudby-Smith and Ramdas
 * 2024, "Estimating means of bounded random variables by betting", Theorem 2). The reported
 * interval is the intersection of all so far. Not thread-safe.
 */
public final class EmpiricalBernsteinSequence {
  private static final double LARGEST_BET = 0.5;

  private final double lowest;
  private final double width;
  private final double logTwoOverLevel;
  private double count;
  private double sum;
  private double squares;
  private double bets;
  private double weightedSum;
  private double penalty;
  private double lower;
  private double upper = 1;

  /**
   * Creates an empty sequence.
   *
   * @param level probability of ever missing the mean, in (0, 1)
   * @param lowest least possible observation
   * @param highest greatest possible observation
   */
  public EmpiricalBernsteinSequence(double level, double lowest, double highest) {
    if (!(level > 0 && level < 1) || !(highest > lowest)) {
      throw new IllegalArgumentException("level " + level + ", " + lowest + " to " + highest);
    }
    this.lowest = lowest;
    this.width = highest - lowest;
    logTwoOverLevel = Math.log(2 / level);
  }

  /**
   * Adds an observation.
   *
   * @throws IllegalArgumentException if it is out of bounds
   */
  public void add(double observation) {
    double x = (observation - lowest) / width;
    if (!(x >= 0 && x <= 1)) {
      throw new IllegalArgumentException("out of bounds: " + observation);
    }
    // Everything but x itself is known before x: that is what makes the bound hold at all times.
    double meanBefore = (0.5 + sum) / (count + 1);
    double varianceBefore = (0.25 + squares) / (count + 1);
    count++;
    double bet =
        Math.min(
            LARGEST_BET,
            Math.sqrt(2 * logTwoOverLevel / (varianceBefore * count * Math.log(1 + count))));
    sum += x;
    double mean = (0.5 + sum) / (count + 1);
    squares += (x - mean) * (x - mean);
    bets += bet;
    weightedSum += bet * x;
    double surprise = x - meanBefore;
    penalty += surprise * surprise * (-Math.log1p(-bet) - bet);
    double half = (logTwoOverLevel + penalty) / bets;
    lower = Math.max(lower, weightedSum / bets - half);
    upper = Math.min(upper, weightedSum / bets + half);
  }

  /**
   * The running mean (weighted by the bets) and the intersection of all intervals; the bounds
   * themselves before any observation.
   */
  public ValueEstimate interval() {
    double centre = bets > 0 ? weightedSum / bets : 0.5;
    double deviation = count < 2 ? Double.NaN : Math.sqrt(squares / count / count);
    return new ValueEstimate(
        lowest + width * centre, width * deviation, lowest + width * lower, lowest + width * upper);
  }

  /** The state as numbers. */
  public double[] save() {
    return new double[] {count, sum, squares, bets, weightedSum, penalty, lower, upper};
  }

  /** Puts back what {@link #save} gave. */
  public void restore(double[] state) {
    count = state[0];
    sum = state[1];
    squares = state[2];
    bets = state[3];
    weightedSum = state[4];
    penalty = state[5];
    lower = state[6];
    upper = state[7];
  }
}
