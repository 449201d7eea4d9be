package io.weir.core.f64.learner;

import io.weir.core.random.Rng;
import io.weir.core.window.RandomizedWindow;

/** Buffers for rows drawn from the window. */
final class WindowRows {
  final double[] x;
  final int[] arm;
  final double[] revenue;
  final double[] cost;
  final double[] propensity;
  private final long[] handles;

  WindowRows(int capacity, int width) {
    x = new double[capacity * width];
    arm = new int[capacity];
    revenue = new double[capacity];
    cost = new double[capacity];
    propensity = new double[capacity];
    handles = new long[capacity];
  }

  /** Fills the first n rows; returns whether there were rows to draw. */
  boolean draw(RandomizedWindow window, Rng rng, int excludedFold, int n) {
    if (!window.draw(rng, excludedFold, handles, n)) {
      return false;
    }
    window.features(handles, n, x);
    for (int i = 0; i < n; i++) {
      arm[i] = window.arm(handles[i]);
      revenue[i] = window.revenue(handles[i]);
      cost[i] = window.cost(handles[i]);
      propensity[i] = window.propensity(handles[i]);
    }
    return true;
  }
}
