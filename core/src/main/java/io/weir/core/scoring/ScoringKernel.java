package io.weir.core.scoring;

/**
 * One layer for one row: the inner loop of scoring. Every implementation gives the same bits on
 * every machine, because each unit is summed in one order: its bias, then numeric inputs in
 * ascending order, then hot inputs in the order given; single precision, each product rounded
 * before it is added. Safe for use by several threads.
 *
 * <p>A layer's units lie in panels of {@link #WIDE}, the rest in panels of {@link #NARROW}, the
 * last filled up with zeros. A panel is row-major [1 + inputs, its width]: biases, then the weights
 * of each input. So one panel is one stretch of memory, whatever the layer's width.
 */
public interface ScoringKernel {
  /** Units of a wide panel. */
  int WIDE = 32;

  /** Units of a narrow panel; layers are padded to a multiple of it. */
  int NARROW = 8;

  /** Stable name, by which the system property {@code weir.scoring} chooses. */
  String name();

  /**
   * Computes y[o] = b[o] + sum over i of x[i] W[i, o] + sum over k of W[hot[k], o] for all units o.
   *
   * @param x inputs, {@code in} of them from {@code xOffset}
   * @param hot inputs that are one, {@code hots} of them, {@code in} or more
   * @param w panels from {@code wOffset} on
   * @param inputs rows of W, those in the reach of {@code hot} included
   * @param y overwritten from {@code yOffset}; does not overlap {@code x}
   * @param units a multiple of {@link #NARROW}
   * @param rectify whether y is max(0, y) in the end
   */
  default void layer(
      float[] x,
      int xOffset,
      int in,
      int[] hot,
      int hots,
      float[] w,
      int wOffset,
      int inputs,
      float[] y,
      int yOffset,
      int units,
      boolean rectify) {
    int wide = units / WIDE * WIDE;
    int stretch = inputs + 1;
    for (int u = 0; u < wide; u += WIDE) {
      panel(x, xOffset, in, hot, hots, w, wOffset + u * stretch, WIDE, y, yOffset + u, rectify);
    }
    for (int u = wide; u < units; u += NARROW) {
      panel(x, xOffset, in, hot, hots, w, wOffset + u * stretch, NARROW, y, yOffset + u, rectify);
    }
  }

  /**
   * Computes the units of one panel.
   *
   * @param panel where it begins in {@code w}
   * @param width {@link #WIDE} or {@link #NARROW}
   * @param to where its units begin in {@code y}
   */
  void panel(
      float[] x,
      int xOffset,
      int in,
      int[] hot,
      int hots,
      float[] w,
      int panel,
      int width,
      float[] y,
      int to,
      boolean rectify);

  /** Returns where the weight of a unit and a row (0 the bias, then inputs) lies in its panels. */
  static int index(int units, int inputs, int unit, int row) {
    int wide = units / WIDE * WIDE;
    boolean inWide = unit < wide;
    int width = inWide ? WIDE : NARROW;
    int within = (inWide ? unit : unit - wide) % width;
    return (unit - within) * (inputs + 1) + row * width + within;
  }
}
