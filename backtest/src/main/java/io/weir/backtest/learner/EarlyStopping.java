package io.weir.backtest.learner;

import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.optim.Adam;
import io.weir.core.f64.step.FactualLoss;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;

/**
 * Mini-batch training of all members on the same batches, each member left where it did best on
 * held-out samples; the start counts, too. Decay pulls output biases to given means, all other
 * parameters to zero.
 *
 * @param rate Adam's rate
 * @param decay decoupled decay
 * @param epochs most passes over the data
 * @param patience passes without improvement of any member after which to stop
 */
public record EarlyStopping(double rate, double decay, int epochs, int patience) {
  /** Rows of a mini-batch. */
  public static final int BATCH = 256;

  private static final int STOPPING_SHARE = 10;

  /** A network of a two-stage method, without decay. */
  public static final EarlyStopping PLAIN = new EarlyStopping(1e-3, 0.0, 40, 4);

  /** A decayed trunk on observational samples. */
  public static final EarlyStopping TRUNK = new EarlyStopping(2e-3, 0.5, 40, 4);

  /** A teacher on randomized samples. */
  public static final EarlyStopping TEACHER = new EarlyStopping(2e-3, 1.0, 60, 5);

  /** A correction on randomized samples. */
  public static final EarlyStopping FINE_TUNE = new EarlyStopping(5e-4, 0.0, 30, 5);

  /**
   * Trains on nine tenths of scaled samples in place and stops by the other tenth.
   *
   * @param networks a workspace for at least a mini-batch
   * @param theta members' parameters one after the other
   * @param outputMeans where decay pulls the output biases
   */
  public void train(
      MlpEnsemble networks, double[] theta, BatchData samples, double[] outputMeans, Rng rng) {
    int[] order = BatchData.permutation(samples.rows(), rng);
    int rows = samples.rows() / STOPPING_SHARE;
    BatchData training = samples.select(order, rows, samples.rows());
    train(networks, theta, training, samples.select(order, 0, rows), outputMeans, rng);
  }

  /**
   * Trains on scaled samples in place; does nothing where there are none to learn from or to stop
   * by.
   *
   * @param networks a workspace for at least a mini-batch
   * @param theta members' parameters one after the other
   * @param stopping samples to stop by
   * @param outputMeans where decay pulls the output biases
   */
  public void train(
      MlpEnsemble networks,
      double[] theta,
      BatchData training,
      BatchData stopping,
      double[] outputMeans,
      Rng rng) {
    if (training.rows() == 0 || stopping.rows() == 0) {
      return;
    }
    int members = networks.members();
    int n = networks.shape().parameterCount();
    Adam adam = Adam.standard(theta.length);
    double[] gradient = new double[theta.length];
    double[][] outputGradients = new double[members][BATCH * networks.shape().outputSize()];
    double[] best = theta.clone();
    double[] bestLoss = losses(networks, theta, stopping);
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
              batch.weight(),
              batch.rows(),
              batch.arms(),
              outputGradients[q]);
        }
        networks.backward(outputGradients, gradient, 0);
        adam.step(theta, 0, gradient, 0, rate, decay);
        pull(networks.shape(), theta, outputMeans, rate * decay);
      }
      double[] loss = losses(networks, theta, stopping);
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

  /** Turns the decay of output biases to zero into decay to their means. */
  static void pull(MlpShape shape, double[] theta, double[] outputMeans, double share) {
    int last = shape.biasOffset(shape.layers() - 1);
    for (int from = 0; from < theta.length; from += shape.parameterCount()) {
      for (int j = 0; j < outputMeans.length; j++) {
        theta[from + last + j] += share * outputMeans[j];
      }
    }
  }

  /** Each member's weighted squared error on factual outcomes. */
  private static double[] losses(MlpEnsemble networks, double[] theta, BatchData stopping) {
    double[] losses = new double[networks.members()];
    int[] places = new int[stopping.rows()];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    for (int from = 0; from < places.length; from += networks.maxRows()) {
      int to = Math.min(places.length, from + networks.maxRows());
      BatchData part = stopping.select(places, from, to);
      networks.forward(theta, 0, part.x(), 0, part.rows());
      for (int q = 0; q < losses.length; q++) {
        losses[q] +=
            (FactualLoss.value(
                    networks.output(q),
                    part.arm(),
                    part.revenue(),
                    part.cost(),
                    part.weight(),
                    part.rows(),
                    part.arms())
                * part.rows()
                / stopping.rows());
      }
    }
    return losses;
  }
}
