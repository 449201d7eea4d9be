package io.weir.core.decision;

import io.weir.core.allocation.LoggedSamples;

/**
 * The policy with its argmax softened: z'_j = softmax_j((r_hat_j - price c_hat_j) / tau) (Bi-DFCL,
 * Eq. 15), which is also what the relaxed problem gives when tau times the entropy of z is added to
 * it (A.3).
 */
final class SoftPolicy {
  private final double price;
  private final double tau;

  SoftPolicy(double price, double tau) {
    if (!(price >= 0) || Double.isInfinite(price)) {
      throw new IllegalArgumentException("the price must be finite and not negative: " + price);
    }
    if (!(tau > 0) || Double.isInfinite(tau)) {
      throw new IllegalArgumentException("tau must be finite and positive: " + tau);
    }
    this.price = price;
    this.tau = tau;
  }

  double price() {
    return price;
  }

  static void check(LoggedSamples samples, double[] outputs, double[] gradient) {
    long cells = 2L * samples.n() * samples.arms();
    if (samples.n() == 0 || outputs.length < cells || gradient.length < cells) {
      throw new IllegalArgumentException(
          "%d samples of %d arms, outputs[%d], gradient[%d]"
              .formatted(samples.n(), samples.arms(), outputs.length, gradient.length));
    }
  }

  /** Fills {@code z} with the arms' probabilities for one row of outputs. */
  void probabilities(double[] outputs, int row, double[] z) {
    int arms = z.length;
    int at = row * 2 * arms;
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < arms; j++) {
      z[j] = outputs[at + j] - price * outputs[at + arms + j];
      largest = Math.max(largest, z[j]);
    }
    double sum = 0;
    for (int j = 0; j < arms; j++) {
      z[j] = Math.exp((z[j] - largest) / tau);
      sum += z[j];
    }
    for (int j = 0; j < arms; j++) {
      z[j] /= sum;
    }
  }

  /**
   * Writes one row's gradient of sum_j slope_j z'_j with respect to the outputs.
   *
   * @param slope derivative of the loss with respect to z', length arms
   * @return sum_j slope_j z'_j
   */
  double backward(double[] z, double[] slope, int row, double[] gradient) {
    int arms = z.length;
    double mean = 0;
    for (int j = 0; j < arms; j++) {
      mean += slope[j] * z[j];
    }
    int at = row * 2 * arms;
    for (int j = 0; j < arms; j++) {
      double derivative = z[j] * (slope[j] - mean) / tau;
      gradient[at + j] = derivative;
      gradient[at + arms + j] = -price * derivative;
    }
    return mean;
  }

  /** Derivative of sum_j slope_j z'_j with respect to the price, for one row. */
  double priceDerivative(double[] outputs, int row, double[] z, double[] slope) {
    int arms = z.length;
    int at = row * 2 * arms + arms;
    double meanCost = 0;
    for (int j = 0; j < arms; j++) {
      meanCost += z[j] * outputs[at + j];
    }
    double sum = 0;
    for (int j = 0; j < arms; j++) {
      sum -= slope[j] * z[j] * (outputs[at + j] - meanCost) / tau;
    }
    return sum;
  }
}
