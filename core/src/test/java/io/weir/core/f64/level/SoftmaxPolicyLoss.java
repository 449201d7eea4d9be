package io.weir.core.f64.level;

/** PPL at a fixed price and temperature (Bi-DFCL, Eq. 15-16), written out for these tests alone. */
public record SoftmaxPolicyLoss(double price, double temperature) implements DecisionGradient {
  @Override
  public double apply(double[] predictions, SampleBatch randomized, double[] outputGradient) {
    int arms = randomized.arms();
    int rows = randomized.rows();
    int[] counts = new int[arms];
    for (int i = 0; i < rows; i++) {
      counts[randomized.arm()[i]]++;
    }
    double loss = 0;
    double[] z = new double[arms];
    for (int i = 0; i < rows; i++) {
      int row = 2 * arms * i;
      double most = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < arms; j++) {
        z[j] = (predictions[row + j] - price * predictions[row + arms + j]) / temperature;
        most = Math.max(most, z[j]);
      }
      double sum = 0;
      for (int j = 0; j < arms; j++) {
        z[j] = Math.exp(z[j] - most);
        sum += z[j];
      }
      int given = randomized.arm()[i];
      double gain = randomized.revenue()[i] / counts[given];
      double chosen = z[given] / sum;
      loss -= gain * chosen;
      for (int j = 0; j < arms; j++) {
        double slope = -gain * chosen * ((j == given ? 1 : 0) - z[j] / sum) / temperature;
        outputGradient[row + j] = slope;
        outputGradient[row + arms + j] = -price * slope;
      }
    }
    return loss;
  }
}
