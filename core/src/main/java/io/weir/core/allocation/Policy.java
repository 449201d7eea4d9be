package io.weir.core.allocation;

/**
 * The decision rule of the relaxed problem: the arm with the largest revenue less price times cost
 * (Bi-DFCL, Eq. 4).
 *
 * <p>Ties go to the cheaper arm, then to the lower index. An infinite price is the limit of a
 * growing one: the cheapest arm, of those the one with the larger revenue, then the lower index.
 * Predictions must be finite; they may be negative.
 */
public final class Policy {
  private Policy() {}

  /**
   * Chooses the arm of one individual.
   *
   * @param revenue predicted revenue, arm j at {@code revOffset + j}; not modified
   * @param revOffset position of the first arm's revenue
   * @param cost predicted cost in currency units, arm j at {@code costOffset + j}; not modified
   * @param costOffset position of the first arm's cost
   * @param arms number of arms, at least one
   * @param dualPrice revenue units per currency unit, zero to positive infinity
   * @return index of the chosen arm, 0 to {@code arms - 1}
   */
  public static int argmax(
      double[] revenue, int revOffset, double[] cost, int costOffset, int arms, double dualPrice) {
    if (dualPrice == Double.POSITIVE_INFINITY) {
      return cheapest(revenue, revOffset, cost, costOffset, arms);
    }
    int best = 0;
    double bestScore = revenue[revOffset] - dualPrice * cost[costOffset];
    for (int j = 1; j < arms; j++) {
      double score = revenue[revOffset + j] - dualPrice * cost[costOffset + j];
      if (score > bestScore
          || (score == bestScore && cost[costOffset + j] < cost[costOffset + best])) {
        best = j;
        bestScore = score;
      }
    }
    return best;
  }

  /** The cheapest arm; of equally cheap ones the most rewarding, then the lowest index. */
  static int cheapest(double[] revenue, int revOffset, double[] cost, int costOffset, int arms) {
    int best = 0;
    for (int j = 1; j < arms; j++) {
      double gap = cost[costOffset + j] - cost[costOffset + best];
      if (gap < 0 || (gap == 0 && revenue[revOffset + j] > revenue[revOffset + best])) {
        best = j;
      }
    }
    return best;
  }

  /**
   * Chooses the arm of every individual.
   *
   * @param predictions n individuals
   * @param dualPrice revenue units per currency unit, zero to positive infinity
   * @param arm length n at least; the first n entries are overwritten with the chosen arms
   */
  public static void argmax(Predictions predictions, double dualPrice, int[] arm) {
    for (int i = 0; i < predictions.individuals(); i++) {
      arm[i] = predictions.argmax(i, dualPrice);
    }
  }
}
