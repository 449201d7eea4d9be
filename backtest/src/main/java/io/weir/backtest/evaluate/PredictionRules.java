package io.weir.backtest.evaluate;

import io.weir.backtest.data.Experiment;
import io.weir.backtest.split.Split;

/**
 * What every policy knows before it learns: no cost is negative, and an arm that never cost
 * anything is free. Applied to all methods alike, as the product does when it decides.
 *
 * @param arms number of arms
 * @param free whether the free arm cost nothing on every row that was learned from
 * @param freeArm position of the free arm
 */
public record PredictionRules(int arms, boolean free, int freeArm) {

  static PredictionRules of(Experiment experiment, Split split) {
    boolean free = true;
    for (int[] rows : new int[][] {split.obs(), split.train()}) {
      for (int row : rows) {
        free &= experiment.arm()[row] != experiment.freeArm() || experiment.cost()[row] == 0;
      }
    }
    return new PredictionRules(experiment.arms().size(), free, experiment.freeArm());
  }

  /** Changes predicted costs in place; outputs row-major [n, 2 arms]. */
  public void apply(double[] outputs) {
    for (int row = 0; row < outputs.length; row += 2 * arms) {
      for (int j = 0; j < arms; j++) {
        int cell = row + arms + j;
        outputs[cell] = free && j == freeArm ? 0 : Math.max(0, outputs[cell]);
      }
    }
  }
}
