package io.weir.core.f64.learner;

import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.optim.Adam;
import io.weir.core.random.Rng;

/**
 * Mini-batch training of all members on the same batches, each member left where it did best on
 * held-out samples; the start counts, too.
 *
 * @param rate Adam's rate
 * @param decay decoupled decay
 * @param epochs most passes over the data
 * @param patience passes without improvement of any member after which to stop
 */
record EarlyStopping(double rate, double decay, int epochs, int patience) {
  /** Rows of a mini-batch. */
  static final int BATCH = 256;

  /** A decayed trunk on observational samples. */
  static final EarlyStopping TRUNK = new EarlyStopping(2e-3, 0.5, 40, 4);

  /** A teacher on randomized samples. */
  static final EarlyStopping TEACHER = new EarlyStopping(2e-3, 1.0, 60, 5);

  /** A correction on randomized samples. */
  static final EarlyStopping FINE_TUNE = new EarlyStopping(5e-4, 0.0, 30, 5);

  /**
   * Trains in place.
   *
   * @param networks a workspace for at least a mini-batch
   * @param theta members' parameters one after the other
   */
  void train(MlpEnsemble networks, double[] theta, BatchData training, BatchData held, Rng rng) {
    if (training.rows() == 0 || held.rows() == 0) {
      return;
    }
    int members = networks.members();
    int n = networks.shape().parameterCount();
    Adam adam = Adam.standard(theta.length);
    double[] gradient = new double[theta.length];
    double[][] outputGradients = new double[members][BATCH * networks.shape().outputSize()];
    double[] best = theta.clone();
    double[] bestLoss = losses(networks, theta, held);
    int idle = 0;
    for (int epoch = 0; epoch < epochs && idle < patience; epoch++) {
      int[] order = BatchData.permutation(training.rows(), rng);
      for (int from = 0; from < order.length; from += BATCH) {
        BatchData batch = training.select(order, from, Math.min(order.length, from + BATCH));
        networks.forward(theta, 0, batch.x(), 0, batch.rows());
        for (int q = 0; q < members; q++) {
          FactualLoss.gradient(
              networks.output(q),
              batch.arm(),
              batch.revenue(),
              batch.cost(),
              batch.rows(),
              batch.arms(),
              outputGradients[q]);
        }
        networks.backward(outputGradients, gradient, 0);
        adam.step(theta, 0, gradient, 0, rate, decay);
      }
      double[] loss = losses(networks, theta, held);
      idle++;
      for (int q = 0; q < members; q++) {
        if (loss[q] < bestLoss[q]) {
          bestLoss[q] = loss[q];
          System.arraycopy(theta, q * n, best, q * n, n);
          idle = 0;
        }
      }
    }
    System.arraycopy(best, 0, theta, 0, theta.length);
  }

  /** Each member's squared error on factual outcomes. */
  private static double[] losses(MlpEnsemble networks, double[] theta, BatchData held) {
    double[] losses = new double[networks.members()];
    int[] places = new int[held.rows()];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    for (int from = 0; from < places.length; from += networks.maxRows()) {
      int to = Math.min(places.length, from + networks.maxRows());
      BatchData part = held.select(places, from, to);
      networks.forward(theta, 0, part.x(), 0, part.rows());
      for (int q = 0; q < losses.length; q++) {
        losses[q] +=
            (double)
                (FactualLoss.value(
                        networks.output(q),
                        part.arm(),
                        part.revenue(),
                        part.cost(),
                        part.rows(),
                        part.arms())
                    * part.rows()
                    / held.rows());
      }
    }
    return losses;
  }
}
