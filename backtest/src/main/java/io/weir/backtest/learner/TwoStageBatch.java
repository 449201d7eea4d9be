package io.weir.backtest.learner;

import io.weir.core.f64.network.MlpEnsemble;
import io.weir.core.f64.step.Starts;
import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;
import io.weir.core.random.Rng;

/**
 * The two-stage method with a single network for all arms (TSM-SL): predict outcomes by mean
 * squared error (Bi-DFCL, section 3.1), then allocate.
 */
public final class TwoStageBatch implements BatchMethod {

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
  private final StreamLearnerOptions options;
  private final DenseKernels kernels;

  /**
   * A method.
   *
   * @param options hidden sizes and activation are used
   */
  public TwoStageBatch(String name, Data data, StreamLearnerOptions options, DenseKernels kernels) {
    this.name = name;
    this.data = data;
    this.options = options;
    this.kernels = kernels;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Predictor fit(BatchData obs, BatchData rct, long seed) {
    BatchScaling scaling = new BatchScaling(obs, rct);
    BatchData observed = scaling.apply(obs);
    BatchData randomized = scaling.apply(rct);
    BatchData first =
        switch (data) {
          case RCT -> randomized;
          case OBS, OBS_THEN_RCT -> observed;
          case BOTH -> observed.concat(randomized);
        };
    if (first.rows() == 0) {
      throw new IllegalArgumentException(name + " has no samples to learn from");
    }
    Rng rng = new Rng(seed);
    double[] means = scaling.outputMeans();
    MlpShape shape = options.shape(obs.width(), obs.arms());
    MlpEnsemble network = new MlpEnsemble(shape, 1, kernels, EarlyStopping.BATCH);
    double[] theta = Starts.draw(shape, 1, rng, means);
    EarlyStopping.PLAIN.train(network, theta, first, means, rng);
    if (data == Data.OBS_THEN_RCT) {
      EarlyStopping.FINE_TUNE.train(network, theta, randomized, means, rng);
    }
    return scaling.predictor(network, theta);
  }
}
