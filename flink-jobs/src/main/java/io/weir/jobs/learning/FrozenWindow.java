package io.weir.jobs.learning;

import java.util.List;

/**
 * The randomized window as it stood when a slide came due. Nothing in it changes while a solve
 * works on it, whatever arrives or expires meanwhile.
 *
 * @param width inputs per row
 * @param blocks scaled inputs, row-major [rows of the block, width]; the blocks of panes, not
 *     copies
 * @param blockRows rows used of each block
 * @param arm arm given, by row over all blocks
 * @param revenue observed revenue, objective units
 * @param cost observed cost, whole currency units
 * @param propensity probability of the given arm, in (0, 1]
 * @param start least event time in it, milliseconds
 * @param end greatest event time in it plus one, milliseconds
 */
record FrozenWindow(
    int width,
    List<float[]> blocks,
    int[] blockRows,
    int[] arm,
    double[] revenue,
    double[] cost,
    double[] propensity,
    long start,
    long end) {

  int rows() {
    return arm.length;
  }

  /** Columns being filled row by row. */
  static final class Columns {
    private final int[] arm;
    private final double[] revenue;
    private final double[] cost;
    private final double[] propensity;
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;
    private int rows;

    Columns(int capacity) {
      arm = new int[capacity];
      revenue = new double[capacity];
      cost = new double[capacity];
      propensity = new double[capacity];
    }

    void add(
        int givenArm,
        double observedRevenue,
        double observedCost,
        double armPropensity,
        long time) {
      arm[rows] = givenArm;
      revenue[rows] = observedRevenue;
      cost[rows] = observedCost;
      propensity[rows] = armPropensity;
      least = Math.min(least, time);
      greatest = Math.max(greatest, time);
      rows++;
    }

    /** Returns the window; the columns must be full and are not copied. */
    FrozenWindow freeze(int width, List<float[]> blocks, int[] blockRows) {
      if (rows != arm.length) {
        throw new IllegalStateException(rows + " rows of " + arm.length);
      }
      long start = rows == 0 ? 0 : least;
      long end = rows == 0 ? 0 : greatest + 1;
      return new FrozenWindow(
          width, List.copyOf(blocks), blockRows, arm, revenue, cost, propensity, start, end);
    }
  }
}
