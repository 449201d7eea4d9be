package io.weir.backtest.method;

import io.weir.backtest.data.Experiment;
import io.weir.backtest.data.LevelEncoder;
import io.weir.backtest.data.Slices;
import io.weir.backtest.description.Description;
import io.weir.backtest.description.ObsFromRct;
import io.weir.backtest.learner.BatchData;
import io.weir.backtest.learner.TwoStageBatch;
import io.weir.backtest.split.RecipeSplit;
import io.weir.core.allocation.DualPriceSolver;
import io.weir.core.allocation.Predictions;
import io.weir.core.linalg.KernelRegistry;

/**
 * The policy that makes observational rows out of randomized ones: a two-stage model that spends a
 * budget as it predicts costs.
 *
 * @param experiment the randomized rows
 * @param slices of the experiment
 * @param description names the features and budgets
 * @param recipe the budget to spend
 * @param hidden widths of the hidden layers
 * @param seed draws weights and batches
 */
public record MarketingPolicy(
    Experiment experiment,
    Slices slices,
    Description description,
    ObsFromRct recipe,
    int[] hidden,
    long seed)
    implements RecipeSplit.PolicyTrainer {

  @Override
  public int[] choose(int[] trainingRows, int[] rows) {
    LevelEncoder encoder =
        LevelEncoder.fit(experiment, description.categoricalFeatures(), trainingRows);
    BatchData randomized = slices.samples(encoder, trainingRows);
    int arms = experiment.arms().size();
    TrainingData data =
        new TrainingData(
            arms,
            experiment.freeArm(),
            BatchData.empty(randomized.width(), arms),
            randomized,
            description.budgets(),
            hidden);
    double[] outputs = new double[rows.length * 2 * arms];
    new TwoStageBatch("policy", TwoStageBatch.Data.RCT, data.options(), KernelRegistry.best())
        .fit(data.obs(), randomized, seed)
        .predict(encoder.encode(experiment, rows), 0, rows.length, outputs);
    Predictions predictions = Predictions.ofOutputs(outputs, rows.length, arms);
    Double budget = recipe.budget();
    double price =
        new DualPriceSolver()
            .solve(predictions, budget == null ? data.middleBudget() : budget)
            .dualPrice();
    int[] chosen = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      chosen[i] = predictions.argmax(i, price);
    }
    return chosen;
  }
}
