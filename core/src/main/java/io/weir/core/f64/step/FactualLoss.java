package io.weir.core.f64.step;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Squared error on the outcomes that were observed: l = (1/n) sum_i (r_hat - r)^2 + (c_hat - c)^2.
 */
public final class FactualLoss {
  private FactualLoss() {}

  /**
   * Overwrites gradient, row-major [rows, 2 arms], with dl/d(output).
   *
   * @return the loss
   */
  public static /* wide */ double gradient(
      double[] output,
      int[] arm,
      double[] revenue,
      double[] cost,
      int rows,
      int arms,
      double[] gradient) {
    return gradient(output, arm, revenue, cost, null, rows, arms, gradient);
  }

  /**
   * The same where each row counts with a weight: l = (1/n) sum_i w_i ((r_hat - r)^2 + (c_hat -
   * c)^2).
   *
   * @param weight of each row, not negative; null for all alike
   * @return the loss
   */
  public static /* wide */ double gradient(
      double[] output,
      int[] arm,
      double[] revenue,
      double[] cost,
      double @Nullable [] weight,
      int rows,
      int arms,
      double[] gradient) {
    Arrays.fill(gradient, 0, rows * 2 * arms, 0.0);
    double scale = 2.0 / rows;
    /* wide */ double sum = 0;
    for (int i = 0; i < rows; i++) {
      int r = i * 2 * arms + arm[i];
      int c = r + arms;
      double revenueError = output[r] - revenue[i];
      double costError = output[c] - cost[i];
      double share = weight == null ? 1 : weight[i];
      gradient[r] = scale * share * revenueError;
      gradient[c] = scale * share * costError;
      sum += share * (revenueError * revenueError + costError * costError);
    }
    return sum / rows;
  }

  /** The loss alone. */
  public static /* wide */ double value(
      double[] output, int[] arm, double[] revenue, double[] cost, int rows, int arms) {
    return value(output, arm, revenue, cost, null, rows, arms);
  }

  /** The loss alone, weighted as in {@link #gradient}. */
  public static /* wide */ double value(
      double[] output,
      int[] arm,
      double[] revenue,
      double[] cost,
      double @Nullable [] weight,
      int rows,
      int arms) {
    /* wide */ double sum = 0;
    for (int i = 0; i < rows; i++) {
      int r = i * 2 * arms + arm[i];
      /* wide */ double revenueError = output[r] - revenue[i];
      /* wide */ double costError = output[r + arms] - cost[i];
      /* wide */ double share = weight == null ? 1 : weight[i];
      sum += share * (revenueError * revenueError + costError * costError);
    }
    return sum / rows;
  }

  /** Whether every number of a batch is finite and every arm in range. */
  public static boolean finite(
      double[] x, int[] arm, double[] revenue, double[] cost, int rows, int width, int arms) {
    for (int i = 0; i < rows * width; i++) {
      if (!Double.isFinite(x[i])) {
        return false;
      }
    }
    for (int i = 0; i < rows; i++) {
      if (!Double.isFinite(revenue[i])
          || !Double.isFinite(cost[i])
          || arm[i] < 0
          || arm[i] >= arms) {
        return false;
      }
    }
    return true;
  }
}
