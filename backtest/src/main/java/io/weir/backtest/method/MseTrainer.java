package io.weir.backtest.method;

import io.weir.core.f64.optim.Adam;
import io.weir.core.random.Rng;
import java.util.Arrays;

/**
 * Minimizes the mean squared error of the given arm's revenue and cost (Bi-DFCL, section 3.1) by
 * Adam, and keeps the parameters with the least error on held-out samples.
 *
 * @param rate learning rate
 * @param decay decoupled weight decay
 * @param batch samples per step
 * @param maxEpochs passes over the samples at most
 * @param patience epochs without improvement before stopping
 */
record MseTrainer(double rate, double decay, int batch, int maxEpochs, int patience) {
  private static final double HELD_OUT = 0.1;

  /** A plain network of its own. */
  static final MseTrainer PLAIN = new MseTrainer(1e-3, 0, 256, 40, 4);

  /** Corrects a network on randomized samples. */
  static final MseTrainer FINE_TUNE = new MseTrainer(5e-4, 0, 256, 30, 5);

  /** The decayed trunk of an ensemble member on observational samples. */
  static final MseTrainer TRUNK = new MseTrainer(2e-3, 0.5, 256, 40, 4);

  /** A teacher on randomized samples. */
  static final MseTrainer TEACHER = new MseTrainer(2e-3, 1, 256, 60, 5);

  /** Trains on nine tenths of the samples and stops by the last tenth of a random order. */
  void train(Network network, Samples scaled, Rng rng) {
    int[] order = Rows.shuffled(scaled.rows(), rng);
    int training = Math.max(1, order.length - (int) (HELD_OUT * order.length));
    train(
        network,
        scaled,
        Arrays.copyOf(order, training),
        Arrays.copyOfRange(order, training, order.length),
        rng);
  }

  /**
   * Trains on some of the samples.
   *
   * @param training rows to learn from; reordered
   * @param heldOut rows to stop by
   */
  void train(Network network, Samples scaled, int[] training, int[] heldOut, Rng rng) {
    Adam adam = Adam.standard(network.theta.length);
    FactualError error = new FactualError(network, batch);
    double[] best = network.theta.clone();
    double bestError = error.mean(scaled, heldOut);
    int worse = 0;
    for (int epoch = 0; epoch < maxEpochs && worse < patience; epoch++) {
      Rows.shuffle(training, rng);
      for (int from = 0; from < training.length; from += batch) {
        int count = Math.min(batch, training.length - from);
        adam.step(network.theta, 0, error.gradient(scaled, training, from, count), 0, rate, decay);
      }
      double now = error.mean(scaled, heldOut);
      if (now < bestError) {
        bestError = now;
        System.arraycopy(network.theta, 0, best, 0, best.length);
        worse = 0;
      } else {
        worse++;
      }
    }
    System.arraycopy(best, 0, network.theta, 0, best.length);
  }
}
