package io.weir.backtest.learner;

/**
 * Primal policy learning (Bi-DFCL, Eq. 15-16): the gradient of - (1/n) sum_i (1/p_i) z'_i,ti r_i,
 * z' the softmax of (revenue - price x cost) / temperature at a fixed price. Rewards are taken
 * relative to the mean predicted revenue of the individual, which changes no expectation (the
 * weights z' sum to one) and lowers the variance.
 */
final class PolicyGradient {
  private PolicyGradient() {}

  /** Standard deviation of revenue - price x cost over all rows and arms. */
  static double spread(double[] outputs, int rows, int arms, double price) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < rows; i++) {
      int row = i * 2 * arms;
      for (int j = 0; j < arms; j++) {
        double a = outputs[row + j] - price * outputs[row + arms + j];
        sum += a;
        squares += a * a;
      }
    }
    double n = (double) rows * arms;
    double mean = sum / n;
    return Math.sqrt(Math.max(squares / n - mean * mean, 1e-12));
  }

  /**
   * Overwrites gradient, row-major [rows, 2 arms], with the derivative by the outputs.
   *
   * @param temperature absolute, positive
   * @return the loss, relative to the individuals' mean predictions
   */
  static double policyGradient(
      double[] outputs,
      int[] arm,
      double[] revenue,
      double[] propensity,
      int rows,
      int arms,
      double price,
      double temperature,
      double[] gradient) {
    double[] z = new double[arms];
    double loss = 0;
    for (int i = 0; i < rows; i++) {
      int row = i * 2 * arms;
      double greatest = Double.NEGATIVE_INFINITY;
      double baseline = 0;
      for (int j = 0; j < arms; j++) {
        z[j] = (outputs[row + j] - price * outputs[row + arms + j]) / temperature;
        greatest = Math.max(greatest, z[j]);
        baseline += outputs[row + j] / arms;
      }
      double sum = 0;
      for (int j = 0; j < arms; j++) {
        z[j] = Math.exp(z[j] - greatest);
        sum += z[j];
      }
      double chosen = z[arm[i]] / sum;
      double share = -(revenue[i] - baseline) / (propensity[i] * rows) * chosen;
      double weight = share / temperature;
      loss += share;
      for (int j = 0; j < arms; j++) {
        double a = weight * ((j == arm[i] ? 1 : 0) - z[j] / sum);
        gradient[row + j] = a;
        gradient[row + arms + j] = -price * a;
      }
    }
    return loss;
  }
}
