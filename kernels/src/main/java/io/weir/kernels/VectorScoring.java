package io.weir.kernels;

import io.weir.core.scoring.ScoringKernel;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Scoring by the Vector API: four vectors of units are kept in registers while all inputs pass, so
 * that only weights are read. Products are rounded before they are added, as plain Java does it.
 */
final class VectorScoring implements ScoringKernel {
  static final String NAME = "vector";

  /** No wider than the padding of a layer. */
  private static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() < PADDING
          ? FloatVector.SPECIES_PREFERRED
          : FloatVector.SPECIES_256;

  private static final int LANES = SPECIES.length();

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
    int o = 0;
    for (; o + 4 * LANES <= units; o += 4 * LANES) {
      four(x, xOffset, in, hot, hots, w, wOffset + o, y, yOffset + o, units, rectify);
    }
    for (; o < units; o += LANES) {
      one(x, xOffset, in, hot, hots, w, wOffset + o, y, yOffset + o, units, rectify);
    }
  }

  private static void four(
      float[] x,
      int xOffset,
      int in,
      int[] hot,
      int hots,
      float[] w,
      int wOffset,
      float[] y,
      int yOffset,
      int stride,
      boolean rectify) {
    int row = wOffset;
    FloatVector a = FloatVector.fromArray(SPECIES, w, row);
    FloatVector b = FloatVector.fromArray(SPECIES, w, row + LANES);
    FloatVector c = FloatVector.fromArray(SPECIES, w, row + 2 * LANES);
    FloatVector d = FloatVector.fromArray(SPECIES, w, row + 3 * LANES);
    for (int i = 0; i < in; i++) {
      row += stride;
      FloatVector value = FloatVector.broadcast(SPECIES, x[xOffset + i]);
      a = a.add(value.mul(FloatVector.fromArray(SPECIES, w, row)));
      b = b.add(value.mul(FloatVector.fromArray(SPECIES, w, row + LANES)));
      c = c.add(value.mul(FloatVector.fromArray(SPECIES, w, row + 2 * LANES)));
      d = d.add(value.mul(FloatVector.fromArray(SPECIES, w, row + 3 * LANES)));
    }
    for (int k = 0; k < hots; k++) {
      row = wOffset + (1 + hot[k]) * stride;
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
    a.intoArray(y, yOffset);
    b.intoArray(y, yOffset + LANES);
    c.intoArray(y, yOffset + 2 * LANES);
    d.intoArray(y, yOffset + 3 * LANES);
  }

  private static void one(
      float[] x,
      int xOffset,
      int in,
      int[] hot,
      int hots,
      float[] w,
      int wOffset,
      float[] y,
      int yOffset,
      int stride,
      boolean rectify) {
    int row = wOffset;
    FloatVector a = FloatVector.fromArray(SPECIES, w, row);
    for (int i = 0; i < in; i++) {
      row += stride;
      a = a.add(FloatVector.fromArray(SPECIES, w, row).mul(x[xOffset + i]));
    }
    for (int k = 0; k < hots; k++) {
      a = a.add(FloatVector.fromArray(SPECIES, w, wOffset + (1 + hot[k]) * stride));
    }
    if (rectify) {
      a = a.max(0);
    }
    a.intoArray(y, yOffset);
  }
}
