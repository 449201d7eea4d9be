package io.weir.learner.train;

import java.util.List;

/**
 * The randomized window as it stood when a slide came due. Nothing in it changes while a solve
 * works on it, whatever arrives or expires meanwhile.
 *
 * <p>To freeze a window must not take longer the larger it is, so outcomes and propensities are
 * filled in from the panes a stretch of rows at a time, by {@link #fill}, before they are read.
 *
 * @param width inputs per row
 * @param blocks scaled inputs, row-major [rows of the block, width]; the blocks of panes, not
 *     copies
 * @param blockRows rows used of each block
 * @param arm arm given, by row over all blocks
 * @param revenue observed revenue, objective units; once filled in
 * @param cost observed cost, whole currency units; once filled in
 * @param propensity probability of the given arm, in (0, 1]; once filled in
 * @param start least event time in it, milliseconds
 * @param end greatest event time in it plus one, milliseconds
 * @param outcomes fills in a stretch of the columns
 */
public record FrozenWindow(
    int width,
    List<float[]> blocks,
    int[] blockRows,
    int[] arm,
    double[] revenue,
    double[] cost,
    double[] propensity,
    long start,
    long end,
    Outcomes outcomes) {

  /** Where outcomes come from. */
  @FunctionalInterface
  public interface Outcomes {
    /** Fills in rows [from, to) of one block, which are rows [at, at + to - from) of the window. */
    void fill(FrozenWindow window, int block, int from, int to, int at);
  }

  /** A window with columns to be filled in. */
  FrozenWindow(
      int width,
      List<float[]> blocks,
      int[] blockRows,
      int[] arm,
      long start,
      long end,
      Outcomes outcomes) {
    this(
        width,
        blocks,
        blockRows,
        arm,
        new double[arm.length],
        new double[arm.length],
        new double[arm.length],
        start,
        end,
        outcomes);
  }

  public int rows() {
    return arm.length;
  }

  /** Fills in the outcomes and propensities of rows [from, to). */
  public void fill(int from, int to) {
    forBlocks(from, to, (block, begin, end, at) -> outcomes.fill(this, block, begin, end, at));
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
