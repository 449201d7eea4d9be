package io.weir.core.scoring;

/** Plain Java: the sums of eight units are kept in registers while all inputs pass. */
final class PlainKernel implements ScoringKernel {
  static final String NAME = "plain";
  static final PlainKernel INSTANCE = new PlainKernel();

  private PlainKernel() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void panel(
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
      boolean rectify) {
    for (int v = 0; v < width; v += NARROW) {
      eight(x, xOffset, in, hot, hots, w, panel + v, width, y, to + v);
    }
    if (rectify) {
      for (int o = to; o < to + width; o++) {
        y[o] = Math.max(y[o], 0);
      }
    }
  }

  private static void eight(
      float[] x,
      int xOffset,
      int in,
      int[] hot,
      int hots,
      float[] w,
      int panel,
      int width,
      float[] y,
      int to) {
    int row = panel;
    float a = w[row];
    float b = w[row + 1];
    float c = w[row + 2];
    float d = w[row + 3];
    float e = w[row + 4];
    float f = w[row + 5];
    float g = w[row + 6];
    float h = w[row + 7];
    for (int i = 0; i < in; i++) {
      row += width;
      float value = x[xOffset + i];
      a += value * w[row];
      b += value * w[row + 1];
      c += value * w[row + 2];
      d += value * w[row + 3];
      e += value * w[row + 4];
      f += value * w[row + 5];
      g += value * w[row + 6];
      h += value * w[row + 7];
    }
    for (int k = 0; k < hots; k++) {
      row = panel + (1 + hot[k]) * width;
      a += w[row];
      b += w[row + 1];
      c += w[row + 2];
      d += w[row + 3];
      e += w[row + 4];
      f += w[row + 5];
      g += w[row + 6];
      h += w[row + 7];
    }
    y[to] = a;
    y[to + 1] = b;
    y[to + 2] = c;
    y[to + 3] = d;
    y[to + 4] = e;
    y[to + 5] = f;
    y[to + 6] = g;
    y[to + 7] = h;
  }
}
