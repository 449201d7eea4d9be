package io.weir.backtest.method;

import io.weir.core.decision.DecisionLossKind;
import io.weir.core.f64.bilevel.BilevelCycle;
import io.weir.core.f64.bilevel.CycleOptions;
import io.weir.core.f64.bilevel.HypergradientOptions;
import io.weir.core.f64.bilevel.LowerLevel;
import io.weir.core.f64.bilevel.NetworkBridge;
import io.weir.core.f64.bilevel.PseudoLabels;
import io.weir.core.f64.bilevel.SampleBatch;
import io.weir.core.f64.bilevel.SingleLoop;
import io.weir.core.linalg.KernelRegistry;
import io.weir.core.random.Rng;
import java.util.Arrays;

/**
 * Bi-DFCL as published: a teacher on randomized samples, a target warm-started on observational
 * ones, and a network as the bridge, learned by the decision loss (Bi-DFCL, Alg. 1), or all in a
 * single loop (SOBA).
 */
public final class BiLevel implements BacktestMethod {

  /** How the bridge's gradient is had. */
  public enum Hypergradient {
    /** By the implicit function theorem and conjugate gradients (Eq. 18). */
    IMPLICIT,
    /** Through one gradient step (A.5). */
    EXPLICIT,
    /** Target, solution and bridge move together. */
    SINGLE_LOOP
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
  public OutcomeModel fit(TrainingData data, long seed) {
    Rng rng = new Rng(seed);
    OutcomeScale scale = OutcomeScale.of(data.rct());
    Samples obs = scale.apply(data.obs());
    Samples rct = scale.apply(data.rct());
    Network teacher = Network.initialize(data, rng);
    MseTrainer.TEACHER.train(teacher, rct, rng);
    double[] labels = teacher.predict(obs);
    Network target = Network.initialize(data, rng);
    MseTrainer.PLAIN.train(target, obs, rng);
    Network bridge = Network.initialize(data, rng);
    bridge.zeroOutputLayer();
    RandomizedBatches decision =
        new RandomizedBatches(
            rct, data.arms(), RANDOMIZED_BATCH, data.scaledBudgets(kind, scale), kind, 0);
    Mover mover = mover(target, bridge, decision);
    int k = 0;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      int[] order = Rows.shuffled(obs.rows(), rng);
      for (int from = 0; from < order.length; from += OBSERVED_BATCH) {
        int to = Math.min(order.length, from + OBSERVED_BATCH);
        SampleBatch batch =
            Rows.batch(obs, data.arms(), Arrays.copyOfRange(order, from, to), labels);
        mover.move(batch, k++, rng);
      }
    }
    System.arraycopy(mover.theta(), 0, target.theta, 0, target.theta.length);
    return target.model(scale);
  }

  /** Takes one observational mini-batch. */
  private interface Mover {
    void move(SampleBatch observed, int batchIndex, Rng rng);

    double[] theta();
  }

  private Mover mover(Network target, Network bridgeStart, RandomizedBatches decision) {
    LowerLevel lower =
        new LowerLevel(target.shape, KernelRegistry.best(), CHUNK, PseudoLabels.SGFP, 0);
    NetworkBridge bridge = new NetworkBridge(target.shape, KernelRegistry.best(), CHUNK);
    if (hypergradient == Hypergradient.SINGLE_LOOP) {
      SingleLoop loop =
          new SingleLoop(
              lower,
              bridge,
              decision,
              SingleLoop.Options.defaults(),
              target.theta,
              bridgeStart.theta,
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
    BilevelCycle cycle =
        new BilevelCycle(lower, bridge, decision, options, target.theta, bridgeStart.theta);
    return new Mover() {
      @Override
      public void move(SampleBatch observed, int batchIndex, Rng rng) {
        cycle.run(observed, batchIndex % BRIDGE_EVERY == 0 ? decision.draw(rng) : null);
      }

      @Override
      public double[] theta() {
        return cycle.theta();
      }
    };
  }
}
