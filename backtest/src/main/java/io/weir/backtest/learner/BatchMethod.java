package io.weir.backtest.learner;

/** A way to learn from finished data. Stateless; the same seed gives the same predictor. */
public interface BatchMethod {
  /** Name for tables, for example {@code cf4-br}. */
  String name();

  /**
   * Learns. Neither set is changed. A method that ignores one kind of data may be given an empty
   * set of it.
   *
   * @param obs observational samples, in natural units; they count with their weights, see {@link
   *     BatchData#weighted}, as the randomized ones do
   * @param rct randomized samples, with propensities, in the same units
   * @throws IllegalArgumentException if the sets differ in features or arms, or the one the method
   *     needs is empty
   */
  Predictor fit(BatchData obs, BatchData rct, long seed);
}
