package io.weir.core.decision;

import io.weir.core.allocation.LoggedSamples;
import io.weir.core.allocation.Policy;
import java.util.Arrays;

/**
 * Improved finite differences: the smallest change of an individual's scores that flips the
 * decision gives a slope g_ij of the decision loss, and L = sum_ij stopgrad(g_ij) z'_ij (Bi-DFCL,
 * Alg. 3 for <b>PIFD</b>, Alg. 5 for <b>DIFD</b>).
 *
 * <p>Scores are those of the predictions, a_ij = r_hat_ij - price c_hat_ij; the algorithm's listing
 * writes r and c there. Margins are kept at least {@code minimumMargin} wide, otherwise near-ties
 * take over the sum. Immutable.
 */
final class FiniteDifferenceLoss implements AdditiveDecisionLoss {
  private final SoftPolicy policy;
  private final double kappa;
  private final double minimumMargin;

  /**
   * Creates the loss.
   *
   * @param dualPrice finite, zero or more
   * @param kappa 0 for PIFD, the price for DIFD
   * @param tau temperature of z', positive
   * @param minimumMargin least width of a margin, revenue units, positive; see {@link MarginSpread}
   */
  public FiniteDifferenceLoss(double dualPrice, double kappa, double tau, double minimumMargin) {
    if (!(minimumMargin > 0)) {
      throw new IllegalArgumentException("the least margin must be positive: " + minimumMargin);
    }
    policy = new SoftPolicy(dualPrice, tau);
    this.kappa = kappa;
    this.minimumMargin = minimumMargin;
  }

  @Override
  public double evaluateRows(
      LoggedSamples samples, double[] outputs, int from, int to, double[] gradient) {
    SoftPolicy.check(samples, outputs, gradient);
    double[] z = new double[samples.arms()];
    double[] slope = new double[samples.arms()];
    double loss = 0;
    for (int i = from; i < to; i++) {
      policy.probabilities(outputs, i, z);
      slopes(samples, outputs, i, slope);
      loss += policy.backward(z, slope, i, gradient);
    }
    return loss;
  }

  /**
   * The slopes that the loss holds fixed: finite differences of the decision loss with respect to
   * z', for one row.
   *
   * @param slope length arms, overwritten
   */
  public void slopes(LoggedSamples samples, double[] outputs, int row, double[] slope) {
    int arms = samples.arms();
    int at = row * 2 * arms;
    double price = policy.price();
    int given = samples.arm(row);
    int chosen = Policy.argmax(outputs, at, outputs, at + arms, arms, price);
    double outcome = samples.revenue(row) - kappa * samples.cost(row);
    double rho = outcome / (samples.n() * samples.propensity(row));
    double givenScore = outputs[at + given] - price * outputs[at + arms + given];
    Arrays.fill(slope, 0);
    if (chosen != given) {
      double chosenScore = outputs[at + chosen] - price * outputs[at + arms + chosen];
      double margin = Math.max(minimumMargin, chosenScore - givenScore);
      slope[given] = -rho / margin;
      slope[chosen] = rho / margin;
      return;
    }
    double narrowest = Double.POSITIVE_INFINITY;
    for (int j = 0; j < arms; j++) {
      if (j != given) {
        double score = outputs[at + j] - price * outputs[at + arms + j];
        double margin = Math.max(minimumMargin, givenScore - score);
        slope[j] = rho / margin;
        narrowest = Math.min(narrowest, margin);
      }
    }
    slope[given] = -rho / narrowest;
  }
}
