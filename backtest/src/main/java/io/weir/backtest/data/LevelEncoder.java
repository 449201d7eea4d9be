package io.weir.backtest.data;

import io.weir.backtest.description.CategoricalFeature;
import io.weir.backtest.learner.Spread;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Levels and numbers of a log as network input, fitted on training rows: numeric columns less their
 * mean over their standard deviation, zero where the value is missing; then per categorical feature
 * one input for each of its most frequent levels and one for all others; then per numeric column
 * that lacks values in training one input that is one where it does. A campaign hashes its
 * categories instead ({@link io.weir.core.feature.FeatureLayout}): a stream does not know its
 * levels beforehand.
 */
public final class LevelEncoder {
  private final double[] mean;
  private final double[] scale;

  /** Per categorical feature: input position of each level, counted from the feature's first. */
  private final int[][] position;

  private final int[] width;

  /** Numeric columns that lack values in training. */
  private final int[] sparse;

  private final int inputs;

  private LevelEncoder(double[] mean, double[] scale, int[][] position, int[] width, int[] sparse) {
    this.mean = mean;
    this.scale = scale;
    this.position = position;
    this.width = width;
    this.sparse = sparse;
    this.inputs = mean.length + IntStream.of(width).sum() + sparse.length;
  }

  /**
   * Fits on the given rows.
   *
   * @param experiment all rows
   * @param categorical the categorical features, in the experiment's order
   * @param rows training rows, at least one
   */
  public static LevelEncoder fit(
      Experiment experiment, List<CategoricalFeature> categorical, int[] rows) {
    int d = experiment.numericFeatures();
    double[] mean = new double[d];
    double[] scale = new double[d];
    double[] alike = new double[rows.length];
    Arrays.fill(alike, 1);
    IntStream.Builder sparse = IntStream.builder();
    for (int k = 0; k < d; k++) {
      double[] column = new double[rows.length];
      int present = 0;
      for (int row : rows) {
        double value = experiment.numeric()[row * d + k];
        column[present] = value;
        present += Double.isNaN(value) ? 0 : 1;
      }
      Spread spread = Spread.of(Arrays.copyOf(column, present), Arrays.copyOf(alike, present));
      mean[k] = spread.mean();
      scale[k] = spread.scale();
      if (present < rows.length) {
        sparse.add(k);
      }
    }
    int[][] position = new int[categorical.size()][];
    int[] width = new int[categorical.size()];
    for (int k = 0; k < position.length; k++) {
      position[k] = positions(experiment, k, categorical.get(k).maxLevels(), rows);
      width[k] = IntStream.of(position[k]).max().orElse(-1) + 1;
    }
    return new LevelEncoder(mean, scale, position, width, sparse.build().toArray());
  }

  private static int[] positions(Experiment experiment, int feature, int maxLevels, int[] rows) {
    int features = experiment.levelNames().size();
    int[] count = new int[experiment.levelNames().get(feature).size()];
    for (int row : rows) {
      count[experiment.levels()[row * features + feature]]++;
    }
    int[] byCount =
        IntStream.range(0, count.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer level) -> -count[level]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] position = new int[count.length];
    int own = 0;
    for (int level : byCount) {
      boolean frequent = own < maxLevels && count[level] > 0;
      position[level] = frequent ? own++ : own;
    }
    return position;
  }

  /** Number of network inputs d. */
  public int inputs() {
    return inputs;
  }

  /** Encodes rows: row-major [rows.length, inputs]. */
  public double[] encode(Experiment experiment, int[] rows) {
    double[] x = new double[Math.multiplyExact(rows.length, inputs)];
    int d = mean.length;
    for (int i = 0; i < rows.length; i++) {
      int at = i * inputs;
      for (int k = 0; k < d; k++) {
        double value = experiment.numeric()[rows[i] * d + k];
        x[at + k] = Double.isNaN(value) ? 0 : (value - mean[k]) / scale[k];
      }
      at += d;
      for (int k = 0; k < position.length; k++) {
        int level = experiment.levels()[rows[i] * position.length + k];
        x[at + position[k][level]] = 1;
        at += width[k];
      }
      for (int k = 0; k < sparse.length; k++) {
        x[at + k] = Double.isNaN(experiment.numeric()[rows[i] * d + sparse[k]]) ? 1 : 0;
      }
    }
    return x;
  }
}
