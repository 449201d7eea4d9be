package io.weir.backtest.learner;

import io.weir.core.allocation.DualPriceSolver;
import io.weir.core.allocation.Predictions;
import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.optim.Adam;
import io.weir.core.f64.step.FactualLoss;
import io.weir.core.f64.step.PerArmBridge;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;

/**
 * Trains trunks on factual outcomes and pseudo-labels under one bridge of a logit per output
 * column, which moves by the explicit hypergradient of policy learning on randomized samples.
 */
final class BatchBridge {
  private static final int RANDOMIZED_ROWS = 3000;
  private static final int EPOCHS = 10;
  private static final int BRIDGE_EVERY = 10;
  private static final double FIRST_RATE = 1e-3;
  private static final double LAST_RATE_SHARE = 0.05;
  private static final double DECAY = 0.5;
  private static final double BRIDGE_RATE = 0.03;

  /**
   * Weights start at .02 and have to be earned. From one half, as in the study, most columns end at
   * a limit, and pseudo-labels of teachers on few rows, four cells in five, outweigh what
   * observational outcomes say.
   */
  private static final double BRIDGE_START = -4.0;

  private static final double BRIDGE_LIMIT = 6.0;
  private static final double PRICE_MEMORY = 0.9;
  private static final double TEMPERATURE = 0.5;

  private final MlpShape shape;
  private final MlpEnsemble upper;
  private final double[] budgets;
  private final double[] outputMeans;
  private final double[] prices;
  private final DualPriceSolver solver = new DualPriceSolver();
  private final PerArmBridge bridge;
  private final double[] gradient;
  private final double[][] outputGradients;
  private int priced;

  /**
   * A trainer.
   *
   * @param budgets per individual in scaled cost, one after the other
   * @param outputMeans where decay pulls the output biases
   */
  BatchBridge(
      MlpShape shape, int members, double[] budgets, double[] outputMeans, DenseKernels kernels) {
    this.outputMeans = outputMeans;
    this.shape = shape;
    this.upper = new MlpEnsemble(shape, members, kernels, RANDOMIZED_ROWS);
    this.budgets = budgets;
    this.prices = new double[budgets.length];
    Arrays.fill(prices, Double.NaN);
    this.bridge = new PerArmBridge(shape.outputSize(), BRIDGE_START);
    this.gradient = new double[members * shape.parameterCount()];
    this.outputGradients = new double[members][RANDOMIZED_ROWS * shape.outputSize()];
  }

  /**
   * Trains in place.
   *
   * @param trunk a workspace for a mini-batch
   * @param teacher each member's predictions for the observational rows, row-major [n, 2 arms]
   */
  void train(
      MlpEnsemble trunk,
      double[] theta,
      BatchData obs,
      BatchData rct,
      double[][] teacher,
      Rng rng) {
    int members = trunk.members();
    int columns = shape.outputSize();
    int batchRows = EarlyStopping.BATCH;
    double[] step = new double[theta.length];
    double[][] labels = new double[members][batchRows * columns];
    double[][] outs = new double[members][batchRows * columns];
    Adam adam = Adam.standard(theta.length);
    int steps = EPOCHS * ((obs.rows() + batchRows - 1) / batchRows);
    int taken = 0;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      int[] order = BatchData.permutation(obs.rows(), rng);
      for (int from = 0; from < order.length; from += batchRows) {
        int to = Math.min(order.length, from + batchRows);
        BatchData batch = obs.select(order, from, to);
        for (int i = from; i < to; i++) {
          for (int q = 0; q < members; q++) {
            System.arraycopy(
                teacher[q], order[i] * columns, labels[q], (i - from) * columns, columns);
          }
        }
        boolean due = taken % BRIDGE_EVERY == BRIDGE_EVERY - 1;
        if (due) {
          decisionGradient(theta, rct, rng);
        }
        trunk.forward(theta, 0, batch.x(), 0, batch.rows());
        if (due) {
          moveBridge(trunk, labels, batch, outs);
        }
        for (int q = 0; q < members; q++) {
          FactualLoss.gradient(
              trunk.output(q),
              batch.arm(),
              batch.revenue(),
              batch.cost(),
              batch.weight(),
              batch.rows(),
              batch.arms(),
              outs[q]);
          bridge.addPseudoLabels(trunk.output(q), labels[q], batch.arm(), batch.rows(), outs[q]);
        }
        trunk.backward(outs, step, 0);
        double rate = FIRST_RATE * Math.pow(LAST_RATE_SHARE, 1.0 * taken / steps);
        adam.step(theta, 0, step, 0, rate, DECAY);
        EarlyStopping.pull(shape, theta, outputMeans, rate * DECAY);
        taken++;
      }
    }
  }

  private void moveBridge(
      MlpEnsemble trunk, double[][] labels, BatchData batch, double[][] tangents) {
    trunk.jvp(gradient, 0, tangents);
    bridge.beginHypergradient();
    for (int q = 0; q < trunk.members(); q++) {
      bridge.addHypergradient(trunk.output(q), labels[q], tangents[q], batch.arm(), batch.rows());
    }
    bridge.step(BRIDGE_RATE, BRIDGE_LIMIT);
  }

  /** Gradient of the decision loss of the mean prediction, by every member's parameters. */
  private void decisionGradient(double[] theta, BatchData rct, Rng rng) {
    int n = Math.min(RANDOMIZED_ROWS, rct.rows());
    BatchData rows = rct;
    if (rct.rows() > n) {
      int[] places = new int[n];
      for (int i = 0; i < n; i++) {
        places[i] = rng.nextInt(rct.rows());
      }
      rows = rct.select(places, 0, n);
    }
    int arms = shape.arms();
    double[] mean = new double[n * shape.outputSize()];
    upper.forward(theta, 0, rows.x(), 0, n);
    upper.mean(mean, 0);
    double price = price(mean, n);
    double spread = PolicyGradient.spread(mean, n, arms, price);
    double[] shared = outputGradients[0];
    PolicyGradient.policyGradient(
        mean,
        rows.arm(),
        rows.revenue(),
        rows.propensity(),
        n,
        arms,
        price,
        TEMPERATURE * spread,
        shared);
    for (int i = 0; i < mean.length; i++) {
      shared[i] /= upper.members();
    }
    for (int q = 1; q < upper.members(); q++) {
      System.arraycopy(shared, 0, outputGradients[q], 0, mean.length);
    }
    upper.backward(outputGradients, gradient, 0);
  }

  /** The smoothed dual price of the next budget. */
  private double price(double[] mean, int n) {
    int b = priced++ % budgets.length;
    int arms = shape.arms();
    double[] outputs = new double[n * 2 * arms];
    for (int i = 0; i < outputs.length; i++) {
      // Negative predicted costs would make money; zero is the least a treatment can cost.
      outputs[i] = i % (2 * arms) < arms ? mean[i] : Math.max(0, mean[i]);
    }
    double found = solver.solve(Predictions.ofOutputs(outputs, n, arms), budgets[b]).dualPrice();
    if (Double.isFinite(found)) {
      prices[b] =
          Double.isNaN(prices[b]) ? found : PRICE_MEMORY * prices[b] + (1 - PRICE_MEMORY) * found;
    }
    return Double.isNaN(prices[b]) ? 0 : prices[b];
  }
}
