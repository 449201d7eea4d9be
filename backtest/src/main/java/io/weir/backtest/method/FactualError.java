package io.weir.backtest.method;

import java.util.Arrays;

/**
 * Squared error of a network on the arm that was given, in scaled outcomes; keeps the arrays of a
 * mini-batch.
 */
final class FactualError {
  private final Network network;
  private final int size;
  private final double[] x;
  private final double[] outputGradient;
  private final double[] gradient;

  /** For mini-batches of at most {@code size} samples. */
  FactualError(Network network, int size) {
    this.network = network;
    this.size = size;
    x = new double[size * network.shape.inputSize()];
    outputGradient = new double[size * network.shape.outputSize()];
    gradient = new double[network.theta.length];
  }

  /**
   * Gradient of the mean squared error of {@code count} rows of {@code order}; the next call
   * overwrites it.
   */
  double[] gradient(Samples samples, int[] order, int from, int count) {
    forward(samples, order, from, count);
    int width = network.shape.outputSize();
    int arms = network.shape.arms();
    double[] output = network.mlp.output();
    Arrays.fill(outputGradient, 0, count * width, 0);
    for (int i = 0; i < count; i++) {
      int row = order[from + i];
      int r = i * width + samples.arm()[row];
      outputGradient[r] = 2 * (output[r] - samples.revenue()[row]) / count;
      outputGradient[r + arms] = 2 * (output[r + arms] - samples.cost()[row]) / count;
    }
    network.mlp.backward(outputGradient, gradient, 0);
    return gradient;
  }

  /** Mean squared error on some rows; 0 on none. */
  double mean(Samples samples, int[] rows) {
    int width = network.shape.outputSize();
    int arms = network.shape.arms();
    double sum = 0;
    for (int from = 0; from < rows.length; from += size) {
      int count = Math.min(size, rows.length - from);
      forward(samples, rows, from, count);
      double[] output = network.mlp.output();
      for (int i = 0; i < count; i++) {
        int row = rows[from + i];
        int r = i * width + samples.arm()[row];
        double revenueError = output[r] - samples.revenue()[row];
        double costError = output[r + arms] - samples.cost()[row];
        sum += revenueError * revenueError + costError * costError;
      }
    }
    return rows.length == 0 ? 0 : sum / rows.length;
  }

  private void forward(Samples samples, int[] order, int from, int count) {
    int d = network.shape.inputSize();
    for (int i = 0; i < count; i++) {
      System.arraycopy(samples.x(), order[from + i] * d, x, i * d, d);
    }
    network.mlp.forward(network.theta, 0, x, 0, count);
  }
}
