package io.weir.core.f64.learner;

import io.weir.core.f64.network.MlpEnsemble;

/**
 * Features to mean 0 and deviation 1 over all samples, those of zeros and ones left as they are;
 * revenue and cost divided by their standard deviation under randomization, or over all samples
 * where nothing was randomized.
 */
public final class BatchScaling {
  private final double[] mean;
  private final double[] deviation;
  private final double revenueScale;
  private final double costScale;
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
    int width = all.width();
    mean = new double[width];
    deviation = new double[width];
    for (int k = 0; k < width; k++) {
      /* wide */ double sum = 0;
      /* wide */ double squares = 0;
      for (int i = 0; i < all.rows(); i++) {
        sum += all.x()[i * width + k];
      }
      /* wide */ double centre = sum / all.rows();
      for (int i = 0; i < all.rows(); i++) {
        /* wide */ double gap = all.x()[i * width + k] - centre;
        squares += gap * gap;
      }
      boolean indicator = isIndicator(all, k);
      mean[k] = indicator ? 0 : (double) centre;
      deviation[k] = indicator ? 1 : orOne(Math.sqrt(squares / all.rows()));
    }
    BatchData judged = rct.rows() > 0 ? rct : obs;
    revenueScale = deviationOf(judged.revenue());
    costScale = deviationOf(judged.cost());
    outputMeans = new double[2 * judged.arms()];
    for (int j = 0; j < judged.arms(); j++) {
      outputMeans[j] = meanOf(judged.revenue()) / revenueScale;
      outputMeans[judged.arms() + j] = meanOf(judged.cost()) / costScale;
    }
  }

  private static boolean isIndicator(BatchData data, int column) {
    for (int i = 0; i < data.rows(); i++) {
      double value = data.x()[i * data.width() + column];
      if (value != 0 && value != 1) {
        return false;
      }
    }
    return true;
  }

  private static double meanOf(double[] values) {
    /* wide */ double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return (double) (sum / values.length);
  }

  private static double deviationOf(double[] values) {
    /* wide */ double sum = 0;
    /* wide */ double squares = 0;
    for (double value : values) {
      sum += value;
    }
    /* wide */ double centre = sum / values.length;
    for (double value : values) {
      squares += (value - centre) * (value - centre);
    }
    return orOne(Math.sqrt(squares / values.length));
  }

  private static double orOne(/* wide */ double deviation) {
    return deviation > 1e-12d ? (double) deviation : (double) 1;
  }

  /** Natural revenue per scaled unit. */
  public double revenueScale() {
    return revenueScale;
  }

  /** Natural cost per scaled unit. */
  public double costScale() {
    return costScale;
  }

  /**
   * Scaled mean revenue, then cost, over all arms, once per output column: where networks start and
   * where decay pulls their output biases. Pulled to zero instead, outcomes whose mean is large
   * against their deviation would be underestimated, and the more so under rare arms.
   */
  public double[] outputMeans() {
    return outputMeans.clone();
  }

  /** Scaled samples; propensities and times are shared. */
  public BatchData apply(BatchData data) {
    int width = data.width();
    int n = data.rows();
    double[] x = new double[n * width];
    double[] revenue = new double[n];
    double[] cost = new double[n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < width; k++) {
        x[i * width + k] = (data.x()[i * width + k] - mean[k]) / deviation[k];
      }
      revenue[i] = data.revenue()[i] / revenueScale;
      cost[i] = data.cost()[i] / costScale;
    }
    return new BatchData(
        width, data.arms(), x, data.arm(), revenue, cost, data.propensity(), data.timestamp());
  }

  /**
   * Predicts in natural units with the mean of members.
   *
   * @param networks workspace, used by the predictor from now on
   * @param parameters members' parameters one after the other, learned on scaled samples
   */
  public Predictor predictor(MlpEnsemble networks, double[] parameters) {
    int width = mean.length;
    int columns = networks.shape().outputSize();
    int arms = columns / 2;
    return (x, xOffset, rows, outputs) -> {
      double[] scaled = new double[rows * width];
      for (int i = 0; i < scaled.length; i++) {
        int k = i % width;
        scaled[i] = (x[xOffset + i] - mean[k]) / deviation[k];
      }
      EnsemblePrediction.mean(networks, parameters, scaled, 0, rows, outputs);
      for (int i = 0; i < rows * columns; i++) {
        outputs[i] *= i % columns < arms ? revenueScale : costScale;
      }
    };
  }
}
