package io.weir.backtest.data;

import io.weir.backtest.learner.BatchData;
import io.weir.core.allocation.LoggedSamples;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Rows of an experiment as samples to learn from, or as randomized samples to evaluate on. */
public final class Slices {
  private final Experiment experiment;

  /**
   * Probability of each randomized row's arm: as recorded, or counted within strata over all
   * randomized rows.
   */
  private final double[] propensity;

  /** Slices of this experiment. */
  public Slices(Experiment experiment) {
    this.experiment = experiment;
    double[] recorded = experiment.propensity();
    propensity = recorded != null ? recorded : counted(experiment);
  }

  private static double[] counted(Experiment experiment) {
    int arms = experiment.arms().size();
    long[] given = new long[experiment.strata() * arms];
    long[] all = new long[experiment.strata()];
    int[] randomized = experiment.rowsWhere(true);
    for (int row : randomized) {
      given[experiment.stratum()[row] * arms + experiment.arm()[row]]++;
      all[experiment.stratum()[row]]++;
    }
    double[] propensity = new double[experiment.rows()];
    Arrays.fill(propensity, Double.NaN);
    for (int row : randomized) {
      int stratum = experiment.stratum()[row];
      propensity[row] = (double) given[stratum * arms + experiment.arm()[row]] / all[stratum];
    }
    return propensity;
  }

  /** Samples to learn from, in the order of {@code rows}. */
  public BatchData samples(LevelEncoder encoder, int[] rows) {
    long[] timestamp = experiment.timestamp();
    return new BatchData(
        encoder.inputs(),
        experiment.arms().size(),
        encoder.encode(experiment, rows),
        IntStream.of(rows).map(row -> experiment.arm()[row]).toArray(),
        pick(experiment.revenue(), rows),
        pick(experiment.cost(), rows),
        pick(propensity, rows),
        timestamp == null
            ? new long[0]
            : IntStream.of(rows).mapToLong(row -> timestamp[row]).toArray());
  }

  /**
   * Randomized samples to evaluate on; probabilities that are not recorded are counted on these
   * very rows.
   */
  public LoggedSamples logged(int[] rows) {
    int arms = experiment.arms().size();
    int[] arm = IntStream.of(rows).map(row -> experiment.arm()[row]).toArray();
    double[] revenue = pick(experiment.revenue(), rows);
    double[] cost = pick(experiment.cost(), rows);
    if (experiment.propensity() != null) {
      return LoggedSamples.of(arms, arm, revenue, cost, pick(propensity, rows));
    }
    int[] stratum = IntStream.of(rows).map(row -> experiment.stratum()[row]).toArray();
    return LoggedSamples.stratified(arms, arm, revenue, cost, stratum, experiment.strata());
  }

  /** Rows in time order where there are times, else as they are. */
  public int[] inTimeOrder(int[] rows) {
    long[] timestamp = experiment.timestamp();
    if (timestamp == null) {
      return rows;
    }
    return IntStream.of(rows)
        .boxed()
        .sorted(Comparator.comparingLong(row -> timestamp[row]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The rows of a matrix, row-major with {@code width} columns. */
  public static double[] pickRows(double[] matrix, int width, int[] rows) {
    double[] picked = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(matrix, rows[i] * width, picked, i * width, width);
    }
    return picked;
  }

  private static double[] pick(double[] values, int[] rows) {
    return IntStream.of(rows).mapToDouble(row -> values[row]).toArray();
  }
}
