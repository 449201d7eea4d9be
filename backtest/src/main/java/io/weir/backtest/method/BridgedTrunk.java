package io.weir.backtest.method;

import io.weir.core.decision.DecisionLossKind;
import io.weir.core.f64.bilevel.ColumnBridge;
import io.weir.core.f64.bilevel.DecisionPass;
import io.weir.core.f64.bilevel.GradientPass;
import io.weir.core.f64.bilevel.LowerLevel;
import io.weir.core.f64.bilevel.MixedPass;
import io.weir.core.f64.bilevel.PseudoLabels;
import io.weir.core.f64.bilevel.SampleBatch;
import io.weir.core.f64.bilevel.WeightsPass;
import io.weir.core.f64.optim.Adam;
import io.weir.core.linalg.KernelRegistry;
import io.weir.core.random.Rng;
import java.util.Arrays;

/**
 * Trains a trunk on observational samples with pseudo-labels whose weights are one logit per output
 * column, learned with it: every ten steps the logits move by the explicit hypergradient of the PPL
 * loss on randomized samples.
 */
final class BridgedTrunk {
  private static final int BATCH = 256;
  private static final int RANDOMIZED_BATCH = 3000;
  private static final int EPOCHS = 10;
  private static final int BRIDGE_EVERY = 10;
  private static final double FIRST_RATE = 1e-3;
  private static final double LAST_RATE_SHARE = 0.05;
  private static final double DECAY = 0.5;
  private static final double BRIDGE_RATE = 0.03;
  private static final double BRIDGE_LIMIT = 2;
  private static final double PRICE_MEMORY = 0.9;

  private final TrainingData data;
  private final Samples obs;
  private final double[] labels;
  private final RandomizedBatches decision;

  /**
   * A trainer on scaled samples.
   *
   * @param labels the teacher's predictions for the observational samples, row-major [n, 2 arms]
   */
  BridgedTrunk(TrainingData data, OutcomeScale scale, Samples obs, Samples rct, double[] labels) {
    this.data = data;
    this.obs = obs;
    this.labels = labels;
    DecisionLossKind kind = DecisionLossKind.PPL;
    decision =
        new RandomizedBatches(
            rct,
            data.arms(),
            RANDOMIZED_BATCH,
            data.scaledBudgets(kind, scale),
            kind,
            PRICE_MEMORY);
  }

  void train(Network network, Rng rng) {
    LowerLevel lower =
        new LowerLevel(network.shape, KernelRegistry.best(), BATCH, PseudoLabels.SGFP, 0);
    ColumnBridge bridge = new ColumnBridge(network.shape.outputSize());
    double[] logits = new double[bridge.parameterCount()];
    Adam logitAdam = new Adam(logits.length, 0.95, 0.99, 1e-8);
    Adam adam = Adam.standard(network.theta.length);
    WeightsPass weights = new WeightsPass(lower, bridge, BATCH);
    GradientPass gradient = new GradientPass(lower);
    DecisionPass upper = new DecisionPass(lower, decision, decision.size());
    MixedPass mixed = new MixedPass(lower, bridge);
    int steps = EPOCHS * ((obs.rows() + BATCH - 1) / BATCH);
    int step = 0;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      int[] order = Rows.shuffled(obs.rows(), rng);
      for (int from = 0; from < order.length; from += BATCH) {
        int to = Math.min(order.length, from + BATCH);
        SampleBatch batch =
            Rows.batch(obs, data.arms(), Arrays.copyOfRange(order, from, to), labels);
        double[] w = weights.run(logits, batch);
        if (step % BRIDGE_EVERY == BRIDGE_EVERY - 1) {
          upper.run(network.theta, decision.draw(rng));
          double[] cross = mixed.run(network.theta, logits, batch, w, upper.gradient());
          moveLogits(logits, cross, logitAdam);
          w = weights.run(logits, batch);
        }
        gradient.run(network.theta, batch, w);
        double rate = FIRST_RATE * Math.pow(LAST_RATE_SHARE, (double) step / steps);
        adam.step(network.theta, 0, gradient.gradient(), 0, rate, DECAY);
        step++;
      }
    }
  }

  /** The hypergradient is the negative of the mixed product with the decision loss's gradient. */
  private static void moveLogits(double[] logits, double[] cross, Adam adam) {
    double[] hypergradient = new double[logits.length];
    for (int j = 0; j < logits.length; j++) {
      hypergradient[j] = -cross[j];
    }
    adam.step(logits, 0, hypergradient, 0, BRIDGE_RATE, 0);
    for (int j = 0; j < logits.length; j++) {
      logits[j] = Math.max(-BRIDGE_LIMIT, Math.min(BRIDGE_LIMIT, logits[j]));
    }
  }
}
