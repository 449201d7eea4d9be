package io.weir.simulator.world;

import java.util.List;

/** A simulated market whose logs, with the truth beside them, can be written out. */
public interface LoggedMarket {

  /** Arm identifiers; the first is free. */
  List<String> arms();

  /** Names of the numeric features. */
  List<String> numericNames();

  /** Names of the categorical features. */
  List<String> categoricalNames();

  /** Budget per impression, whole currency units. */
  double budgetPerImpression();

  /**
   * Opens a log; the same stream and kind give the same rows.
   *
   * @param randomized true: every arm with the same probability; false: the old policy chooses
   * @param stream label of the random stream, 16 or more
   */
  Log log(boolean randomized, long stream);

  /** Rows one after the other. */
  @FunctionalInterface
  interface Log {
    /**
     * Draws the next row.
     *
     * @param elapsedMillis milliseconds after the market's start
     */
    Row next(long elapsedMillis);
  }

  /**
   * One impression with the sum of what followed it. Arrays are not to be modified.
   *
   * @param numeric numeric features
   * @param categorical categorical features
   * @param arm arm given
   * @param revenue objective units
   * @param cost whole currency units
   * @param trueRevenue mean revenue under every arm given the features
   * @param trueCost mean cost under every arm given the features
   */
  @SuppressWarnings("ArrayRecordComponent") // a value holder; never compared
  record Row(
      float[] numeric,
      String[] categorical,
      int arm,
      double revenue,
      double cost,
      double[] trueRevenue,
      double[] trueCost) {}
}
