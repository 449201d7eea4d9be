package io.weir.core.f64.learner;

import io.weir.core.f64.network.MlpEnsemble;

/** Predictions of any number of rows through a workspace of fixed size. */
public final class EnsemblePrediction {
  private EnsemblePrediction() {}

  /**
   * The members' mean prediction.
   *
   * @param parameters the members', one after the other
   * @param x features, row-major, from {@code xOffset} on
   * @param outputs overwritten, row-major [rows, 2 arms]
   */
  public static void mean(
      MlpEnsemble networks,
      double[] parameters,
      double[] x,
      int xOffset,
      int rows,
      double[] outputs) {
    int width = networks.shape().inputSize();
    int columns = networks.shape().outputSize();
    for (int from = 0; from < rows; from += networks.maxRows()) {
      int n = Math.min(networks.maxRows(), rows - from);
      networks.forward(parameters, 0, x, xOffset + from * width, n);
      networks.mean(outputs, from * columns);
    }
  }
}
