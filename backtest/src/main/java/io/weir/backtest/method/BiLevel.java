package io.weir.backtest.method;

import io.weir.backtest.learner.BatchData;
import io.weir.backtest.learner.BatchScaling;
import io.weir.backtest.learner.EarlyStopping;
import io.weir.backtest.learner.Predictor;
import io.weir.core.decision.DecisionLossKind;
import io.weir.core.f64.bilevel.BilevelCycle;
import io.weir.core.f64.bilevel.CycleOptions;
import io.weir.core.f64.bilevel.HypergradientOptions;
import io.weir.core.f64.bilevel.SingleLoop;
import io.weir.core.f64.learner.EnsemblePrediction;
import io.weir.core.f64.level.LowerLevel;
import io.weir.core.f64.level.NetworkBridge;
import io.weir.core.f64.level.PseudoLabels;
import io.weir.core.f64.level.SampleBatch;
import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.step.Starts;
import io.weir.core.linalg.KernelRegistry;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;
import java.util.Arrays;

/**
 * Bi-DFCL as published: a teacher on randomized samples, a target warm-started on observational
 * ones, and a network as the bridge, learned by the decision loss (Bi-DFCL, Alg. 1), or all in a
 * single loop (SOBA); or with a bridge that stays where it starts, at one half.
 */
public final class BiLevel implements BacktestMethod {

  /** How the bridge's gradient is had. */
  public enum Hypergradient {
    /** By the implicit function theorem and conjugate gradients (Eq. 18). */
    IMPLICIT,
    /** Through one gradient step (A.5). */
    EXPLICIT,
    /** Target, solution and bridge move together. */
    SINGLE_LOOP,
    /** The bridge does not move: what pseudo-labels alone bring. */
    NONE
  }

  private static final int OBSERVED_BATCH = 1000;
  private static final int RANDOMIZED_BATCH = 2000;
  private static final int EPOCHS = 10;
  private static final int BRIDGE_EVERY = 5;
  private static final int CHUNK = 500;
  private static final double EXPLICIT_RATE = 0.05;

  private final String name;
  private final DecisionLossKind kind;
  private final Hypergradient hypergradient;

  /** With the given decision loss and hypergradient. */
  public BiLevel(String name, DecisionLossKind kind, Hypergradient hypergradient) {
    this.name = name;
    this.kind = kind;
    this.hypergradient = hypergradient;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Predictor fit(TrainingData data, long seed) {
    Rng rng = new Rng(seed);
    BatchScaling scaling = new BatchScaling(data.obs(), data.rct());
    double[] means = scaling.outputMeans();
    BatchData obs = scaling.apply(data.obs());
    BatchData rct = scaling.apply(data.rct());
    MlpShape shape = data.options().shape(rct.width(), rct.arms());
    MlpEnsemble network = new MlpEnsemble(shape, 1, KernelRegistry.best(), EarlyStopping.BATCH);
    double[] teacher = Starts.draw(shape, 1, rng, means);
    EarlyStopping.TEACHER.train(network, teacher, rct, means, rng);
    double[] labels = new double[obs.rows() * shape.outputSize()];
    EnsemblePrediction.mean(network, teacher, obs.x(), 0, obs.rows(), labels);
    double[] target = Starts.draw(shape, 1, rng, means);
    EarlyStopping.PLAIN.train(network, target, obs, means, rng);
    // An output layer of zeros: every weight starts at one half.
    double[] bridge = Starts.draw(shape, 1, rng, means);
    Arrays.fill(bridge, shape.weightOffset(shape.layers() - 1), bridge.length, 0);
    RandomizedBatches decision =
        new RandomizedBatches(
            rct, RANDOMIZED_BATCH, data.scaledBudgets(kind, scaling.costScale()), kind);
    Mover mover = mover(shape, target, bridge, decision);
    int k = 0;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      int[] order = Rows.epoch(obs.weight(), rng);
      for (int from = 0; from < order.length; from += OBSERVED_BATCH) {
        int to = Math.min(order.length, from + OBSERVED_BATCH);
        mover.move(Rows.batch(obs, order, from, to, labels), k++, rng);
      }
    }
    return scaling.predictor(network, mover.theta().clone());
  }

  /** Takes one observational mini-batch. */
  private interface Mover {
    void move(SampleBatch observed, int batchIndex, Rng rng);

    double[] theta();
  }

  private Mover mover(
      MlpShape shape, double[] target, double[] bridgeStart, RandomizedBatches decision) {
    LowerLevel lower = new LowerLevel(shape, KernelRegistry.best(), CHUNK, PseudoLabels.SGFP, 0);
    NetworkBridge bridge = new NetworkBridge(shape, KernelRegistry.best(), CHUNK);
    if (hypergradient == Hypergradient.SINGLE_LOOP) {
      SingleLoop loop =
          new SingleLoop(
              lower,
              bridge,
              decision,
              SingleLoop.Options.defaults(),
              target,
              bridgeStart,
              OBSERVED_BATCH,
              decision.size());
      return new Mover() {
        @Override
        public void move(SampleBatch observed, int batchIndex, Rng rng) {
          loop.step(observed, decision.draw(rng));
        }

        @Override
        public double[] theta() {
          return loop.theta();
        }
      };
    }
    CycleOptions standard = CycleOptions.defaults();
    boolean explicit = hypergradient == Hypergradient.EXPLICIT;
    CycleOptions options =
        new CycleOptions(
            explicit ? 0 : standard.assumedSteps(),
            standard.assumedRate(),
            standard.bridgeRate(),
            standard.bridgeLimit(),
            standard.targetRate(),
            standard.targetDecay(),
            standard.warmStart(),
            explicit
                ? HypergradientOptions.explicit(EXPLICIT_RATE)
                : HypergradientOptions.defaults());
    BilevelCycle cycle = new BilevelCycle(lower, bridge, decision, options, target, bridgeStart);
    return new Mover() {
      @Override
      public void move(SampleBatch observed, int batchIndex, Rng rng) {
        boolean due = hypergradient != Hypergradient.NONE && batchIndex % BRIDGE_EVERY == 0;
        cycle.run(observed, due ? decision.draw(rng) : null);
      }

      @Override
      public double[] theta() {
        return cycle.theta();
      }
    };
  }
}
