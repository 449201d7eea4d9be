package io.weir.backtest.method;

import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.EstimatedCostSolver;
import io.weir.core.allocation.LoggedSamples;
import io.weir.core.allocation.Predictions;
import io.weir.core.decision.DecisionLossKind;
import io.weir.core.decision.MarginSpread;
import io.weir.core.f64.bilevel.DecisionGradient;
import io.weir.core.f64.bilevel.SampleBatch;
import io.weir.core.random.Rng;
import java.util.Arrays;

/**
 * Mini-batches of randomized samples and the decision loss on them. The primal losses take the
 * price at which the batch's estimated cost meets the budget (Algorithm A), the dual ones the
 * prices of all budgets.
 */
final class RandomizedBatches implements DecisionGradient {
  private final Samples samples;
  private final int arms;
  private final int size;
  private final double[] budgets;
  private final DecisionLossKind kind;
  private final double priceMemory;
  private final double[] price;
  private double[] propensity = new double[0];
  private int[] drawn = new int[0];

  /**
   * Batches of scaled samples.
   *
   * @param size samples per batch; all of them if there are fewer
   * @param budgets budgets in scaled cost: one for the primal losses
   * @param priceMemory share of the last price kept in the next one, in [0, 1); 0 makes every price
   *     the batch's own
   */
  RandomizedBatches(
      Samples scaled,
      int arms,
      int size,
      double[] budgets,
      DecisionLossKind kind,
      double priceMemory) {
    this.samples = scaled;
    this.arms = arms;
    this.size = Math.min(size, scaled.rows());
    this.budgets = budgets;
    this.kind = kind;
    this.priceMemory = priceMemory;
    this.price = new double[budgets.length];
    Arrays.fill(price, Double.NaN);
  }

  /** Rows of the last batch drawn. */
  int[] rows() {
    return drawn;
  }

  /** Samples per batch. */
  int size() {
    return size;
  }

  /** Draws a batch; the loss speaks of the last one drawn. */
  SampleBatch draw(Rng rng) {
    int[] rows = Rows.all(samples.rows());
    if (size < rows.length) {
      Rows.shuffle(rows, rng);
      rows = Arrays.copyOf(rows, size);
    }
    drawn = rows;
    propensity = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      propensity[i] = samples.propensity()[rows[i]];
    }
    return Rows.batch(samples, arms, rows, new double[0]);
  }

  @Override
  public double apply(double[] outputs, SampleBatch randomized, double[] outputGradient) {
    int n = randomized.rows();
    LoggedSamples logged =
        LoggedSamples.of(
            arms,
            Arrays.copyOf(randomized.arm(), n),
            Arrays.copyOf(randomized.revenue(), n),
            Arrays.copyOf(randomized.cost(), n),
            propensity);
    Predictions predictions = Predictions.ofOutputs(outputs, n, arms);
    for (int b = 0; b < budgets.length; b++) {
      DualPrice solved = new EstimatedCostSolver(40, 0).solve(logged, predictions, budgets[b]);
      double found = solved.dualPrice();
      if (Double.isInfinite(found)) {
        // No price brings this batch's cost under the budget: no direction to learn from.
        Arrays.fill(outputGradient, 0, n * 2 * arms, 0);
        return 0;
      }
      price[b] =
          Double.isNaN(price[b]) ? found : priceMemory * price[b] + (1 - priceMemory) * found;
    }
    double middle = price[price.length / 2];
    return kind.loss(
            price.clone(),
            MarginSpread.tau(predictions, middle),
            MarginSpread.minimumMargin(predictions, middle))
        .evaluate(logged, outputs, outputGradient);
  }
}
