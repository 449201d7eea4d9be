package io.weir.backtest.evaluate;

import io.weir.backtest.learner.BatchData;
import io.weir.core.f64.step.FactualLoss;
import org.jspecify.annotations.Nullable;

/**
 * How far predictions are off on randomized rows that nobody learned from: what to choose between
 * methods or settings by without looking at the test rows. The mean over rows of the squared errors
 * of the given arm's revenue and cost, each over its variance on the rows that were learned from;
 * most of it is noise that no model can predict, so that small differences count.
 */
public final class ValidationError {
  private final BatchData validation;
  private final double revenueScale;
  private final double costScale;

  /**
   * An error on validation rows.
   *
   * @param revenueScale standard deviation of revenue
   * @param costScale standard deviation of cost
   */
  public ValidationError(BatchData validation, double revenueScale, double costScale) {
    this.validation = validation;
    this.revenueScale = revenueScale;
    this.costScale = costScale;
  }

  /**
   * The error; null where there are no validation rows.
   *
   * @param outputs predictions on the validation rows, row-major [n, 2 arms], natural units
   */
  public @Nullable Double of(double[] outputs) {
    int n = validation.rows();
    if (n == 0) {
      return null;
    }
    int arms = validation.arms();
    double[] scaled = new double[n * 2 * arms];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = outputs[i] / (i % (2 * arms) < arms ? revenueScale : costScale);
    }
    return FactualLoss.value(
        scaled,
        validation.arm(),
        divided(validation.revenue(), revenueScale),
        divided(validation.cost(), costScale),
        n,
        arms);
  }

  private static double[] divided(double[] values, double by) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i] / by;
    }
    return result;
  }
}
