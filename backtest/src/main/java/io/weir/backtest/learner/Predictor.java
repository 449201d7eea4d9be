package io.weir.backtest.learner;

/** Predicts revenue and cost under every arm, in the units of the data it learned from. */
public interface Predictor {
  /**
   * Predicts; safe for one thread at a time.
   *
   * @param x row-major [rows, width] from xOffset on, in natural units
   * @param outputs overwritten, row-major [rows, 2 arms]: revenue of arm 0..M-1, cost of arm 0..M-1
   */
  void predict(double[] x, int xOffset, int rows, double[] outputs);
}
