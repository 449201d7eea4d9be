package io.weir.core.scoring;

/**
 * One layer for one row: the inner loop of scoring. Every implementation gives the same bits on
 * every machine, because each unit is summed in one order: its bias, then numeric inputs in
 * ascending order, then hot inputs in the order given; single precision, each product rounded
 * before it is added. Safe for use by several threads.
 */
public interface ScoringKernel {
  /** Units of a layer are padded with zeros to a multiple of this. */
  int PADDING = 8;

  /** Stable name, by which the system property {@code weir.scoring} chooses. */
  String name();

  /**
   * Computes y[o] = b[o] + sum over i of x[i] W[i, o] + sum over k of W[hot[k], o] for all units o.
   *
   * @param x inputs, {@code in} of them from {@code xOffset}
   * @param hot rows of W whose input is one, {@code hots} of them
   * @param w the bias at {@code wOffset}, then W row-major [inputs, units]
   * @param y overwritten from {@code yOffset}; neither {@code x} nor overlapping it
   * @param units a multiple of {@link #PADDING}
   * @param rectify whether y is max(0, y) in the end
   */
  void layer(
      float[] x,
      int xOffset,
      int in,
      int[] hot,
      int hots,
      float[] w,
      int wOffset,
      float[] y,
      int yOffset,
      int units,
      boolean rectify);
}
