package io.weir.core.window;

/**
 * Sizes of a window.
 *
 * @param width features per row, positive
 * @param folds folds that rows are dealt into on arrival, 1 to 127
 * @param maxRows most rows kept, positive
 * @param paneRows most rows of one pane, positive and at most maxRows
 * @param paneMillis longest stretch of event time in one pane, positive
 * @param overflow what happens at maxRows
 */
public record WindowOptions(
    int width, int folds, int maxRows, int paneRows, long paneMillis, WindowOverflow overflow) {

  /** Checks the ranges. */
  public WindowOptions {
    if (width < 1 || folds < 1 || folds > Byte.MAX_VALUE || maxRows < 1 || paneMillis < 1) {
      throw new IllegalArgumentException(
          "width, folds (to 127), maxRows and paneMillis must be positive: width=%d folds=%d maxRows=%d paneMillis=%d"
              .formatted(width, folds, maxRows, paneMillis));
    }
    if (paneRows < 1 || paneRows > maxRows) {
      throw new IllegalArgumentException("paneRows must be 1 to maxRows: " + paneRows);
    }
  }
}
