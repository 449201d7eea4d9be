package io.weir.core.scoring;

/**
 * Plain Java, which the JIT vectorizes over units. Inputs are taken four at a time, so that a
 * unit's sum is loaded and stored once for four; the order of additions is that of the contract.
 */
final class PlainKernel implements ScoringKernel {
  static final String NAME = "plain";
  static final PlainKernel INSTANCE = new PlainKernel();

  private PlainKernel() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void layer(
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
      boolean rectify) {
    System.arraycopy(w, wOffset, y, yOffset, units);
    int rows = wOffset + units;
    int i = 0;
    for (; i + 3 < in; i += 4) {
      addFour(x, xOffset + i, w, rows + i * units, y, yOffset, units);
    }
    for (; i < in; i++) {
      add(x[xOffset + i], w, rows + i * units, y, yOffset, units);
    }
    for (int k = 0; k < hots; k++) {
      add(1, w, rows + hot[k] * units, y, yOffset, units);
    }
    if (rectify) {
      for (int o = yOffset; o < yOffset + units; o++) {
        y[o] = Math.max(y[o], 0);
      }
    }
  }

  private static void addFour(float[] x, int at, float[] w, int row, float[] y, int to, int n) {
    float x0 = x[at];
    float x1 = x[at + 1];
    float x2 = x[at + 2];
    float x3 = x[at + 3];
    for (int o = 0; o < n; o++) {
      y[to + o] =
          (((y[to + o] + x0 * w[row + o]) + x1 * w[row + n + o]) + x2 * w[row + 2 * n + o])
              + x3 * w[row + 3 * n + o];
    }
  }

  private static void add(float value, float[] w, int row, float[] y, int to, int n) {
    for (int o = 0; o < n; o++) {
      y[to + o] += value * w[row + o];
    }
  }
}
