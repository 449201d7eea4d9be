package io.weir.core.f64.learner;

import io.weir.core.f64.bilevel.SampleBatch;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.random.Rng;
import io.weir.core.window.RandomizedWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Rows drawn from the window and copied out of it, so that the window may change before they are
 * used. Grows to the largest draw.
 */
final class WindowRows {
  private final int width;
  double[] x = new double[0];
  int[] arm = new int[0];
  double[] revenue = new double[0];
  double[] cost = new double[0];
  double[] propensity = new double[0];
  private long[] handles = new long[0];
  private int rows;

  WindowRows(int width) {
    this.width = width;
  }

  /** As many as were drawn last. */
  int rows() {
    return rows;
  }

  /** Draws n rows; returns whether there were rows to draw. */
  boolean draw(RandomizedWindow window, Rng rng, int excludedFold, int n) {
    reserve(n);
    rows = 0;
    if (!window.draw(rng, excludedFold, handles, n)) {
      return false;
    }
    rows = n;
    window.features(handles, n, x);
    for (int i = 0; i < n; i++) {
      arm[i] = window.arm(handles[i]);
      revenue[i] = window.revenue(handles[i]);
      cost[i] = window.cost(handles[i]);
      propensity[i] = window.propensity(handles[i]);
    }
    return true;
  }

  private void reserve(int n) {
    if (arm.length < n) {
      x = new double[n * width];
      arm = new int[n];
      revenue = new double[n];
      cost = new double[n];
      propensity = new double[n];
      handles = new long[n];
    }
  }

  /** The rows as randomized data, by reference. */
  SampleBatch batch(int arms, boolean known) {
    double[] none = new double[0];
    return new SampleBatch(
        rows, width, arms, x, arm, revenue, cost, none, known ? propensity : none);
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(rows);
    for (int i = 0; i < rows; i++) {
      out.writeInt(arm[i]);
    }
    Vectors.write(out, x, rows * width);
    Vectors.write(out, revenue, rows);
    Vectors.write(out, cost, rows);
    Vectors.write(out, propensity, rows);
  }

  void restore(DataInput in) throws IOException {
    int n = in.readInt();
    reserve(n);
    rows = n;
    for (int i = 0; i < n; i++) {
      arm[i] = in.readInt();
    }
    Vectors.readInto(in, x, n * width);
    Vectors.readInto(in, revenue, n);
    Vectors.readInto(in, cost, n);
    Vectors.readInto(in, propensity, n);
  }
}
