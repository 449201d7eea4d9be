package io.weir.backtest.method;

/** Predicted outcomes of every arm. */
@FunctionalInterface
public interface OutcomeModel {

  /**
   * Predicts.
   *
   * @param x encoded features, row-major [rows, inputs]
   * @param outputs overwritten, row-major [rows, 2 M]: revenue of arm 0..M-1 in the data's unit,
   *     then cost of arm 0..M-1 in currency units
   */
  void predict(double[] x, int rows, double[] outputs);
}
