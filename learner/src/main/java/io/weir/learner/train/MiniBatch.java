package io.weir.learner.train;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/** Observational rows, in scaled units, until there are enough of them to learn from. */
final class MiniBatch {
  private final int width;
  private final int capacity;

  /** Row-major [capacity, width]. */
  final float[] x;

  final int[] arm;
  final float[] revenue;
  final float[] cost;

  /** Whether a model of this campaign decided the row. */
  private final boolean[] own;

  private int rows;

  MiniBatch(int width, int capacity) {
    this.width = width;
    this.capacity = capacity;
    this.x = new float[capacity * width];
    this.arm = new int[capacity];
    this.revenue = new float[capacity];
    this.cost = new float[capacity];
    this.own = new boolean[capacity];
  }

  /** Adds a row; its inputs are copied. */
  void add(float[] inputs, int given, float scaledRevenue, float scaledCost, boolean isOwn) {
    System.arraycopy(inputs, 0, x, rows * width, width);
    arm[rows] = given;
    revenue[rows] = scaledRevenue;
    cost[rows] = scaledCost;
    own[rows] = isOwn;
    rows++;
  }

  int rows() {
    return rows;
  }

  /** Returns how many rows the campaign's own models decided. */
  int ownRows() {
    int count = 0;
    for (int i = 0; i < rows; i++) {
      count += own[i] ? 1 : 0;
    }
    return count;
  }

  boolean full() {
    return rows == capacity;
  }

  void clear() {
    rows = 0;
  }

  /** Takes a row of a batch. */
  @FunctionalInterface
  interface Rows {
    void take(float[] inputs, int arm, float revenue, float cost, boolean own);
  }

  /**
   * Hands on the rows under another layout.
   *
   * @param inputs former place of each input, -1 where it is new
   * @param places new place of each former arm, -1 where it is gone: its rows are left out
   */
  void reshaped(int[] inputs, int[] places, Rows to) {
    for (int i = 0; i < rows; i++) {
      if (places[arm[i]] >= 0) {
        float[] moved = new float[inputs.length];
        for (int k = 0; k < moved.length; k++) {
          moved[k] = inputs[k] < 0 ? 0 : x[i * width + inputs[k]];
        }
        to.take(moved, places[arm[i]], revenue[i], cost[i], own[i]);
      }
    }
  }

  void write(StateOutput out) throws IOException {
    out.writeInt(rows);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        out.writeFloat(x[i * width + j]);
      }
      out.writeInt(arm[i]);
      out.writeFloat(revenue[i]);
      out.writeFloat(cost[i]);
      out.writeBoolean(own[i]);
    }
  }

  /**
   * Reads the rows that {@link #write} wrote, one by one: a batch may have become smaller since.
   *
   * @param knowsOwn whether own decisions were told from others when they were written
   */
  static void read(StateInput in, int width, boolean knowsOwn, Rows to) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      float[] inputs = new float[width];
      for (int j = 0; j < width; j++) {
        inputs[j] = in.readFloat();
      }
      int given = in.readInt();
      to.take(inputs, given, in.readFloat(), in.readFloat(), knowsOwn && in.readBoolean());
    }
  }
}
