package io.weir.backtest.method;

import io.weir.core.decision.DecisionLossKind;
import io.weir.core.f64.bilevel.SampleBatch;
import io.weir.core.f64.optim.Adam;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.random.Rng;

/**
 * Decision-focused causal learning on randomized samples (DFCL, KDD 2024): a two-stage network,
 * then steps on the sum of prediction loss and decision loss.
 */
public final class DecisionFocused implements BacktestMethod {
  private static final int BATCH = 2000;
  private static final int EPOCHS = 60;
  private static final double RATE = 3e-4;

  private final String name;
  private final DecisionLossKind kind;

  /** With the given decision loss. */
  public DecisionFocused(String name, DecisionLossKind kind) {
    this.name = name;
    this.kind = kind;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public OutcomeModel fit(TrainingData data, long seed) {
    Rng rng = new Rng(seed);
    OutcomeScale scale = OutcomeScale.of(data.rct());
    Samples rct = scale.apply(data.rct());
    Network network = Network.initialize(data, rng, BATCH);
    MseTrainer.PLAIN.train(network, rct, rng);
    RandomizedBatches batches =
        new RandomizedBatches(rct, data.arms(), BATCH, data.scaledBudgets(kind, scale), kind, 0);
    FactualError error = new FactualError(network, batches.size());
    Adam adam = Adam.standard(network.theta.length);
    double[] outputGradient = new double[batches.size() * network.shape.outputSize()];
    double[] gradient = new double[network.theta.length];
    int steps = EPOCHS * Math.max(1, rct.rows() / batches.size());
    for (int step = 0; step < steps; step++) {
      SampleBatch batch = batches.draw(rng);
      double[] prediction = error.gradient(rct, batches.rows(), 0, batches.size());
      batches.apply(network.mlp.output(), batch, outputGradient);
      network.mlp.vjp(outputGradient, gradient, 0);
      Vectors.addScaled(gradient, 1, prediction);
      adam.step(network.theta, 0, gradient, 0, RATE, 0);
    }
    return network.model(scale);
  }
}
