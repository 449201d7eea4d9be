package io.weir.core.decision;

import io.weir.core.allocation.Predictions;

/**
 * The scale of scores r_hat - price c_hat, to which temperatures and least margins are relative. A
 * temperature far below the spread does not make the gradient vanish, it turns it to noise
 * (docs/explanation/method.md).
 */
public final class MarginSpread {
  /** Temperature as a fraction of the spread: 0.25 to 1 work, this is the default. */
  public static final double TAU_FRACTION = 0.5;

  /** Least margin as a fraction of the spread. */
  public static final double MARGIN_FRACTION = 1e-3;

  private MarginSpread() {}

  /**
   * Standard deviation of the scores over all individuals and arms.
   *
   * @param predictions at least one individual
   * @param dualPrice finite, zero or more
   * @return revenue units, zero or more
   */
  public static double pooled(Predictions predictions, double dualPrice) {
    return spread(predictions, dualPrice, false);
  }

  /**
   * Standard deviation of the scores between the arms of one individual, over all individuals: what
   * decisions turn on when individuals differ much in their level.
   */
  public static double withinIndividuals(Predictions predictions, double dualPrice) {
    return spread(predictions, dualPrice, true);
  }

  /**
   * The default temperature: {@link #TAU_FRACTION} of the pooled spread, never below a tiny
   * positive number.
   *
   * @return revenue units, positive
   */
  public static double tau(Predictions predictions, double dualPrice) {
    return Math.max(TAU_FRACTION * pooled(predictions, dualPrice), 1e-9);
  }

  /** The default least margin: {@link #MARGIN_FRACTION} of the pooled spread, positive. */
  public static double minimumMargin(Predictions predictions, double dualPrice) {
    return Math.max(MARGIN_FRACTION * pooled(predictions, dualPrice), 1e-12);
  }

  private static double spread(Predictions predictions, double price, boolean within) {
    int n = predictions.individuals();
    int arms = predictions.arms();
    if (n == 0) {
      throw new IllegalArgumentException("no predictions");
    }
    double overall = 0;
    if (!within) {
      for (int i = 0; i < n; i++) {
        overall += rowMean(predictions, i, price) / n;
      }
    }
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double centre = within ? rowMean(predictions, i, price) : overall;
      for (int j = 0; j < arms; j++) {
        double gap = predictions.revenue(i, j) - price * predictions.cost(i, j) - centre;
        squares += gap * gap;
      }
    }
    return Math.sqrt(squares / ((double) n * arms));
  }

  private static double rowMean(Predictions predictions, int i, double price) {
    double sum = 0;
    for (int j = 0; j < predictions.arms(); j++) {
      sum += predictions.revenue(i, j) - price * predictions.cost(i, j);
    }
    return sum / predictions.arms();
  }
}
