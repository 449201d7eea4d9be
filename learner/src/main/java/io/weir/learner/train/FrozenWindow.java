package io.weir.learner.train;

import io.weir.core.window.WindowPane;
import java.util.List;

/**
 * The randomized window as it stood when a slide came due: what a solve scores. Nothing in it
 * changes while the solve works on it, whatever arrives or expires meanwhile.
 *
 * @param width inputs per row
 * @param blocks scaled inputs, row-major [rows of the block, width]; the blocks of panes, not
 *     copies
 * @param blockRows rows used of each block
 * @param arm arm given, by row over all blocks
 * @param start least event time in it, milliseconds; 0 without rows
 * @param end greatest event time in it plus one, milliseconds; 0 without rows
 */
public record FrozenWindow(
    int width, List<float[]> blocks, int[] blockRows, int[] arm, long start, long end) {

  /** The rows of panes, oldest first. */
  static FrozenWindow of(int width, List<WindowPane> panes) {
    int[] blockRows = panes.stream().mapToInt(WindowPane::rows).toArray();
    int[] arms = new int[panes.stream().mapToInt(WindowPane::rows).sum()];
    int first = 0;
    long start = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    for (WindowPane pane : panes) {
      pane.copyArms(arms, first);
      first += pane.rows();
      start = Math.min(start, pane.leastTimeMillis());
      end = Math.max(end, pane.greatestTimeMillis());
    }
    return new FrozenWindow(
        width,
        panes.stream().map(WindowPane::features).toList(),
        blockRows,
        arms,
        first == 0 ? 0 : start,
        first == 0 ? 0 : end + 1);
  }

  public int rows() {
    return arm.length;
  }

  /** A stretch of rows of one block. */
  @FunctionalInterface
  public interface Stretch {
    /** Takes rows [from, to) of a block, the first of which is row {@code at} of the window. */
    void take(int block, int from, int to, int at);
  }

  /** Goes through rows [from, to) block by block. */
  public void forBlocks(int from, int to, Stretch stretch) {
    int first = 0;
    for (int block = 0; block < blockRows.length; block++) {
      int begin = Math.max(from, first);
      int end = Math.min(to, first + blockRows[block]);
      if (begin < end) {
        stretch.take(block, begin - first, end - first, begin);
      }
      first += blockRows[block];
    }
  }
}
