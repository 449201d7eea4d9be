package io.weir.backtest.method;

import io.weir.backtest.learner.BatchData;
import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.EstimatedCostSolver;
import io.weir.core.allocation.LoggedSamples;
import io.weir.core.allocation.Predictions;
import io.weir.core.decision.DecisionLossKind;
import io.weir.core.decision.MarginSpread;
import io.weir.core.f64.level.DecisionGradient;
import io.weir.core.f64.level.SampleBatch;
import io.weir.core.random.Rng;
import java.util.Arrays;

/**
 * Mini-batches of randomized samples and the decision loss on them. The primal losses take the
 * price at which the batch's estimated cost meets the budget (Algorithm A), the dual ones the
 * prices of all budgets.
 */
final class RandomizedBatches implements DecisionGradient {
  private final BatchData samples;
  private final int size;
  private final double[] budgets;
  private final DecisionLossKind kind;
  private BatchData drawn;

  /**
   * Batches of scaled samples.
   *
   * @param size samples per batch; all of them if there are fewer
   * @param budgets budgets in scaled cost: one for the primal losses
   */
  RandomizedBatches(BatchData scaled, int size, double[] budgets, DecisionLossKind kind) {
    this.samples = scaled;
    this.size = Math.min(size, scaled.rows());
    this.budgets = budgets;
    this.kind = kind;
    this.drawn = scaled;
  }

  /** The last batch drawn. */
  BatchData rows() {
    return drawn;
  }

  /** Samples per batch. */
  int size() {
    return size;
  }

  /** Draws a batch; the loss speaks of the last one drawn. */
  SampleBatch draw(Rng rng) {
    drawn =
        size < samples.rows()
            ? samples.select(BatchData.permutation(samples.rows(), rng), 0, size)
            : samples;
    return Rows.batch(drawn);
  }

  @Override
  public double apply(double[] outputs, SampleBatch randomized, double[] outputGradient) {
    return evaluate(outputs, outputGradient);
  }

  /** The loss of predictions for the last batch, and its gradient by them. */
  double evaluate(double[] outputs, double[] outputGradient) {
    int n = drawn.rows();
    int arms = drawn.arms();
    LoggedSamples logged =
        LoggedSamples.of(arms, drawn.arm(), drawn.revenue(), drawn.cost(), drawn.propensity());
    Predictions predictions = Predictions.ofOutputs(outputs, n, arms);
    double[] price = new double[budgets.length];
    for (int b = 0; b < budgets.length; b++) {
      DualPrice solved = new EstimatedCostSolver(40, 0).solve(logged, predictions, budgets[b]);
      price[b] = solved.dualPrice();
      if (Double.isInfinite(price[b])) {
        // No price brings this batch's cost under the budget: no direction to learn from.
        Arrays.fill(outputGradient, 0, n * 2 * arms, 0);
        return 0;
      }
    }
    double middle = price[price.length / 2];
    return kind.loss(
            price,
            MarginSpread.tau(predictions, middle),
            MarginSpread.minimumMargin(predictions, middle))
        .evaluate(logged, outputs, outputGradient);
  }
}
