package io.weir.backtest.method;

import io.weir.core.random.Rng;

/**
 * The two-stage method with a single network for all arms (TSM-SL): predict outcomes by mean
 * squared error, then allocate.
 */
public final class TwoStage implements BacktestMethod {

  /** What is learned from. */
  public enum Data {
    /** Randomized samples. */
    RCT,
    /** Observational samples. */
    OBS,
    /** Both together, mixed. */
    BOTH,
    /** Observational samples first, then randomized ones at a lower rate. */
    OBS_THEN_RCT
  }

  private final String name;
  private final Data data;

  /** A two-stage method on the given samples. */
  public TwoStage(String name, Data data) {
    this.name = name;
    this.data = data;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public OutcomeModel fit(TrainingData training, long seed) {
    Rng rng = new Rng(seed);
    OutcomeScale scale = OutcomeScale.of(training.rct());
    Samples obs = scale.apply(training.obs());
    Samples rct = scale.apply(training.rct());
    Network network = Network.initialize(training, rng);
    MseTrainer.PLAIN.train(
        network,
        switch (data) {
          case RCT -> rct;
          case OBS, OBS_THEN_RCT -> obs;
          case BOTH -> obs.concat(rct);
        },
        rng);
    if (data == Data.OBS_THEN_RCT) {
      MseTrainer.FINE_TUNE.train(network, rct, rng);
    }
    return network.model(scale);
  }
}
