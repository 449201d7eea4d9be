package io.weir.core.window;

import io.weir.core.random.Rng;
import java.util.List;

/** Draws rows of panes, each pane as often as the arrivals that its rows stand for. */
final class PaneSampler {
  private double[] cumulative = new double[0];
  private boolean stale = true;

  /** The panes or their rows have changed. */
  void invalidate() {
    stale = true;
  }

  /**
   * Draws as {@link RandomizedWindow#draw} does.
   *
   * @param panes at least one of them with a row
   */
  boolean draw(List<WindowPane> panes, Rng from, int excludedFold, long[] handles, int n) {
    refresh(panes);
    double total = cumulative[panes.size() - 1];
    int refused = 0;
    int limit = 64 * n + 1024;
    for (int i = 0; i < n; ) {
      int p = paneAt(panes, from.nextDouble() * total);
      WindowPane pane = panes.get(p);
      int row = from.nextInt(pane.rows());
      if (pane.fold(row) != excludedFold) {
        handles[i++] = (long) p << 32 | row;
      } else if (++refused > limit && !hasRowOutside(panes, excludedFold)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasRowOutside(List<WindowPane> panes, int excludedFold) {
    for (WindowPane pane : panes) {
      for (int i = 0; i < pane.rows(); i++) {
        if (pane.fold(i) != excludedFold) {
          return true;
        }
      }
    }
    return false;
  }

  private void refresh(List<WindowPane> panes) {
    if (!stale) {
      return;
    }
    if (cumulative.length < panes.size()) {
      cumulative = new double[2 * panes.size()];
    }
    double sum = 0;
    for (int p = 0; p < panes.size(); p++) {
      sum += panes.get(p).rows() * panes.get(p).weight();
      cumulative[p] = sum;
    }
    stale = false;
  }

  private int paneAt(List<WindowPane> panes, double u) {
    int low = 0;
    int high = panes.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (u < cumulative[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    // Rounding can leave u at the very end, where the last pane may be empty.
    while (panes.get(low).rows() == 0) {
      low--;
    }
    return low;
  }
}
