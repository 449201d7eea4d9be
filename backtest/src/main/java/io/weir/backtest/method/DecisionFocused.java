package io.weir.backtest.method;

import io.weir.backtest.learner.BatchData;
import io.weir.backtest.learner.BatchScaling;
import io.weir.backtest.learner.EarlyStopping;
import io.weir.backtest.learner.Predictor;
import io.weir.core.decision.DecisionLossKind;
import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.optim.Adam;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.f64.step.FactualLoss;
import io.weir.core.f64.step.Starts;
import io.weir.core.linalg.KernelRegistry;
import io.weir.core.network.MlpShape;
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
  public Predictor fit(TrainingData data, long seed) {
    Rng rng = new Rng(seed);
    BatchScaling scaling = new BatchScaling(data.obs(), data.rct());
    BatchData rct = scaling.apply(data.rct());
    MlpShape shape = data.options().shape(rct.width(), rct.arms());
    MlpEnsemble network = new MlpEnsemble(shape, 1, KernelRegistry.best(), BATCH);
    double[] theta = Starts.draw(shape, 1, rng, scaling.outputMeans());
    EarlyStopping.PLAIN.train(network, theta, rct, scaling.outputMeans(), rng);
    RandomizedBatches batches =
        new RandomizedBatches(rct, BATCH, data.scaledBudgets(kind, scaling.costScale()), kind);
    Adam adam = Adam.standard(theta.length);
    double[] factual = new double[batches.size() * shape.outputSize()];
    double[] decision = new double[factual.length];
    double[] gradient = new double[theta.length];
    int steps = EPOCHS * Math.max(1, rct.rows() / batches.size());
    for (int step = 0; step < steps; step++) {
      batches.draw(rng);
      BatchData rows = batches.rows();
      network.forward(theta, 0, rows.x(), 0, rows.rows());
      double[] output = network.output(0);
      FactualLoss.gradient(
          output,
          rows.arm(),
          rows.revenue(),
          rows.cost(),
          rows.weight(),
          rows.rows(),
          rows.arms(),
          factual);
      batches.evaluate(output, decision);
      Vectors.addScaled(factual, 1, decision);
      network.backward(new double[][] {factual}, gradient, 0);
      adam.step(theta, 0, gradient, 0, RATE, 0);
    }
    return scaling.predictor(network, theta);
  }
}
