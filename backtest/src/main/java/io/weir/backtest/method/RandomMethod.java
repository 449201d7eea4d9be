package io.weir.backtest.method;

import io.weir.backtest.learner.Predictor;
import io.weir.core.random.Rng;
import java.util.Arrays;

/**
 * Chance: each individual is offered one arm other than the free one, drawn evenly, and gets it if
 * a uniform draw exceeds the price. So every budget is spent on a random share of individuals.
 */
public final class RandomMethod implements BacktestMethod {

  @Override
  public String name() {
    return "random";
  }

  @Override
  public Predictor fit(TrainingData data, long seed) {
    Rng rng = new Rng(seed);
    int arms = data.arms();
    return (x, xOffset, rows, outputs) -> {
      Arrays.fill(outputs, 0, rows * 2 * arms, 0);
      for (int i = 0; i < rows; i++) {
        int row = i * 2 * arms;
        int drawn = rng.nextInt(arms - 1);
        int offered = drawn < data.freeArm() ? drawn : drawn + 1;
        outputs[row + offered] = rng.nextDouble();
        for (int j = 0; j < arms; j++) {
          outputs[row + arms + j] = j == data.freeArm() ? 0 : 1;
        }
      }
    };
  }
}
