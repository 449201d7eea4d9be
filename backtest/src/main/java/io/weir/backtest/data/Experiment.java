package io.weir.backtest.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Logged rows in columns, as read. Arrays are shared, not copied, and must not be changed.
 *
 * @param rows number of rows n
 * @param arms arm values in order
 * @param freeArm position of the free arm
 * @param numeric row-major [n, number of numeric features]; NaN where a nullable one is missing
 * @param numericFeatures number of numeric features
 * @param levels level of each categorical feature, row-major [n, number of categorical features],
 *     by first appearance
 * @param levelNames names of the levels, one list per categorical feature
 * @param arm arm of each row
 * @param revenue observed revenue
 * @param cost observed cost, currency units
 * @param propensity probability of the row's arm, NaN on observational rows; null when there is no
 *     such column
 * @param stratum stratum of each row, zero to {@code strata - 1}
 * @param strata number of strata; 1 when there is no such column
 * @param unit randomization unit of each row, numbered by first appearance; null when there is no
 *     such column
 * @param duplicates rows that repeat an earlier one in every column of the files
 * @param timestamp time of each row; null when there is no such column
 * @param randomized whether the row is randomized
 * @param trueRevenue true expected revenue, row-major [n, arms]; null when not known
 * @param trueCost true expected cost, row-major [n, arms]; null when not known
 */
public record Experiment(
    int rows,
    List<String> arms,
    int freeArm,
    double[] numeric,
    int numericFeatures,
    int[] levels,
    List<List<String>> levelNames,
    int[] arm,
    double[] revenue,
    double[] cost,
    double @Nullable [] propensity,
    int[] stratum,
    int strata,
    int @Nullable [] unit,
    long duplicates,
    long @Nullable [] timestamp,
    boolean[] randomized,
    double @Nullable [] trueRevenue,
    double @Nullable [] trueCost) {

  /** Whether there is no observational row. */
  public boolean allRandomized() {
    for (boolean row : randomized) {
      if (!row) {
        return false;
      }
    }
    return true;
  }

  /** Unit of a row; without units every row is one of its own. */
  public int unitOf(int row) {
    return unit == null ? row : unit[row];
  }

  /** Positions of the randomized or of the observational rows, ascending. */
  public int[] rowsWhere(boolean isRandomized) {
    int[] found = new int[rows];
    int count = 0;
    for (int row = 0; row < rows; row++) {
      if (randomized[row] == isRandomized) {
        found[count++] = row;
      }
    }
    return java.util.Arrays.copyOf(found, count);
  }
}
