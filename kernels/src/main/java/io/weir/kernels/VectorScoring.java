package io.weir.kernels;

import io.weir.core.scoring.ScoringKernel;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Scoring by the Vector API: the sums of a panel are kept in registers while all inputs pass, so
 * that only weights are read. Products are rounded before they are added, as plain Java does it.
 */
final class VectorScoring implements ScoringKernel {
  static final String NAME = "vector";

  /** No wider than a narrow panel; with twice the width nothing is gained, weights being read. */
  private static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() < NARROW
          ? FloatVector.SPECIES_PREFERRED
          : FloatVector.SPECIES_256;

  private static final int LANES = SPECIES.length();

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
    if (width == WIDE) {
      for (int v = 0; v < WIDE; v += 4 * LANES) {
        four(x, xOffset, in, hot, hots, w, panel + v, y, to + v, rectify);
      }
    } else {
      for (int v = 0; v < NARROW; v += LANES) {
        one(x, xOffset, in, hot, hots, w, panel + v, y, to + v, rectify);
      }
    }
  }

  private static void four(
      float[] x,
      int xOffset,
      int in,
      int[] hot,
      int hots,
      float[] w,
      int panel,
      float[] y,
      int to,
      boolean rectify) {
    int row = panel;
    FloatVector a = FloatVector.fromArray(SPECIES, w, row);
    FloatVector b = FloatVector.fromArray(SPECIES, w, row + LANES);
    FloatVector c = FloatVector.fromArray(SPECIES, w, row + 2 * LANES);
    FloatVector d = FloatVector.fromArray(SPECIES, w, row + 3 * LANES);
    for (int i = 0; i < in; i++) {
      row += WIDE;
      FloatVector value = FloatVector.broadcast(SPECIES, x[xOffset + i]);
      a = a.add(value.mul(FloatVector.fromArray(SPECIES, w, row)));
      b = b.add(value.mul(FloatVector.fromArray(SPECIES, w, row + LANES)));
      c = c.add(value.mul(FloatVector.fromArray(SPECIES, w, row + 2 * LANES)));
      d = d.add(value.mul(FloatVector.fromArray(SPECIES, w, row + 3 * LANES)));
    }
    for (int k = 0; k < hots; k++) {
      row = panel + (1 + hot[k]) * WIDE;
      a = a.add(FloatVector.fromArray(SPECIES, w, row));
      b = b.add(FloatVector.fromArray(SPECIES, w, row + LANES));
      c = c.add(FloatVector.fromArray(SPECIES, w, row + 2 * LANES));
      d = d.add(FloatVector.fromArray(SPECIES, w, row + 3 * LANES));
    }
    if (rectify) {
      a = a.max(0);
      b = b.max(0);
      c = c.max(0);
      d = d.max(0);
    }
    a.intoArray(y, to);
    b.intoArray(y, to + LANES);
    c.intoArray(y, to + 2 * LANES);
    d.intoArray(y, to + 3 * LANES);
  }

  private static void one(
      float[] x,
      int xOffset,
      int in,
      int[] hot,
      int hots,
      float[] w,
      int panel,
      float[] y,
      int to,
      boolean rectify) {
    int row = panel;
    FloatVector a = FloatVector.fromArray(SPECIES, w, row);
    for (int i = 0; i < in; i++) {
      row += NARROW;
      a = a.add(FloatVector.fromArray(SPECIES, w, row).mul(x[xOffset + i]));
    }
    for (int k = 0; k < hots; k++) {
      a = a.add(FloatVector.fromArray(SPECIES, w, panel + (1 + hot[k]) * NARROW));
    }
    if (rectify) {
      a = a.max(0);
    }
    a.intoArray(y, to);
  }
}
