package io.weir.backtest.method;

import io.weir.backtest.learner.Predictor;

/** A way to learn the outcomes of every arm from logged experiments. */
public interface BacktestMethod {

  /** Name on the command line and in the table. */
  String name();

  /**
   * Learns.
   *
   * @param data what to learn from
   * @param seed draws initial weights and batches; the same data and seed give the same model
   */
  Predictor fit(TrainingData data, long seed);
}
