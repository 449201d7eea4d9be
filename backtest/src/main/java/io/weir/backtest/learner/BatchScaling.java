package io.weir.backtest.learner;

import io.weir.core.f64.learner.EnsemblePrediction;
import io.weir.core.f64.network.MlpEnsemble;
import java.util.Arrays;

/**
 * Features to mean 0 and deviation 1 over all samples, those of zeros and ones left as they are;
 * revenue less its mean over its deviation, cost over its deviation, both as they are under
 * randomization, or over all samples where nothing was randomized. A constant added to all revenue,
 * or another unit of anything, changes nothing that is learned.
 *
 * <p>Revenue that never varies is predicted as what it is.
 */
public final class BatchScaling {
  private final Spread[] feature;
  private final Spread revenue;
  private final Spread cost;
  private final double[] outputMeans;

  /**
   * Measures.
   *
   * @throws IllegalArgumentException if there are no samples, or the sets differ in features or
   *     arms
   */
  public BatchScaling(BatchData obs, BatchData rct) {
    BatchData all = obs.concat(rct);
    if (all.rows() == 0) {
      throw new IllegalArgumentException("there are no samples");
    }
    feature = new Spread[all.width()];
    double[] column = new double[all.rows()];
    double[] alike = new double[all.rows()];
    Arrays.fill(alike, 1);
    for (int k = 0; k < feature.length; k++) {
      boolean indicator = true;
      for (int i = 0; i < column.length; i++) {
        column[i] = all.x()[i * all.width() + k];
        indicator &= column[i] == 0 || column[i] == 1;
      }
      feature[k] = indicator ? Spread.NONE : Spread.of(column, alike);
    }
    BatchData judged = rct.rows() > 0 ? rct : obs;
    revenue = Spread.of(judged.revenue(), judged.weight());
    cost = Spread.of(judged.cost(), judged.weight());
    outputMeans = new double[2 * judged.arms()];
    Arrays.fill(outputMeans, judged.arms(), outputMeans.length, cost.mean() / costScale());
  }

  /** Natural revenue per scaled unit. */
  public double revenueScale() {
    return revenue.scale();
  }

  /** Natural cost per scaled unit. */
  public double costScale() {
    return cost.scale();
  }

  /**
   * Scaled mean revenue, which is nothing, then cost, over all arms, once per output column: where
   * networks start and where decay pulls their output biases. Pulled to zero instead, costs whose
   * mean is large against their deviation would be underestimated, and the more so under rare arms.
   */
  public double[] outputMeans() {
    return outputMeans.clone();
  }

  /** Scaled samples; propensities, weights and times are shared. */
  public BatchData apply(BatchData data) {
    int width = data.width();
    int n = data.rows();
    double[] x = new double[n * width];
    double[] scaledRevenue = new double[n];
    double[] scaledCost = new double[n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < width; k++) {
        x[i * width + k] = feature[k].standardized(data.x()[i * width + k]);
      }
      scaledRevenue[i] = revenue.standardized(data.revenue()[i]);
      scaledCost[i] = data.cost()[i] / costScale();
    }
    return new BatchData(
        width,
        data.arms(),
        x,
        data.arm(),
        scaledRevenue,
        scaledCost,
        data.propensity(),
        data.weight(),
        data.timestamp());
  }

  /**
   * Predicts in natural units with the mean of members.
   *
   * @param networks workspace, used by the predictor from now on
   * @param parameters members' parameters one after the other, learned on scaled samples
   */
  public Predictor predictor(MlpEnsemble networks, double[] parameters) {
    int width = feature.length;
    int columns = networks.shape().outputSize();
    int arms = columns / 2;
    return (x, xOffset, rows, outputs) -> {
      double[] scaled = new double[rows * width];
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] = feature[i % width].standardized(x[xOffset + i]);
      }
      EnsemblePrediction.mean(networks, parameters, scaled, 0, rows, outputs);
      for (int i = 0; i < rows * columns; i++) {
        outputs[i] =
            i % columns < arms
                ? revenue.mean() + (revenue.varies() ? outputs[i] * revenueScale() : 0)
                : outputs[i] * costScale();
      }
    };
  }
}
