package io.weir.backtest.split;

import io.weir.backtest.data.Experiment;
import io.weir.backtest.description.InputException;
import io.weir.backtest.description.ObsFromRct;
import io.weir.backtest.description.SplitShares;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Makes observational rows out of randomized ones (Bi-DFCL, section 5.1): a policy learned on some
 * rows acts on others, and the rows it agrees with are kept. Their arms depend on the features, as
 * in a log of a targeted campaign; unlike there, nothing that the policy used is hidden.
 */
public final class RecipeSplit {

  /** Learns the marketing policy. */
  @FunctionalInterface
  public interface PolicyTrainer {
    /**
     * Trains on some rows and chooses arms for others.
     *
     * @param trainingRows randomized rows to learn from
     * @param rows rows to choose for
     * @return chosen arm of each of {@code rows}
     */
    int[] choose(int[] trainingRows, int[] rows);
  }

  private RecipeSplit() {}

  /**
   * Splits by the recipe.
   *
   * @param experiment randomized rows only
   * @param recipe shares of the policy
   * @param shares shares of all rows to train, validate and test on
   * @param seed draws the order of rows
   * @param trainer learns the policy
   * @throws InputException if the shares exceed the rows or a part that is needed would be empty
   */
  public static Split of(
      Experiment experiment,
      ObsFromRct recipe,
      SplitShares shares,
      long seed,
      PolicyTrainer trainer) {
    int[] rows = Split.shuffled(experiment, true, new SplittableRandom(seed));
    int learning = (int) (recipe.policyTraining() * rows.length);
    int policyEnd = Split.cut(experiment, rows, learning);
    int acting = (int) (recipe.policyRows() * rows.length);
    int actedEnd = Split.cut(experiment, rows, Math.min(rows.length, policyEnd + acting));
    if (policyEnd == 0 || learning + acting > rows.length) {
      throw new InputException(
          "'obsFromRct' asks for %d rows to learn a policy and %d to act on, there are %d"
              .formatted(learning, acting, rows.length));
    }
    int[] acted = Arrays.copyOfRange(rows, policyEnd, actedEnd);
    int[] chosen = trainer.choose(Arrays.copyOf(rows, policyEnd), acted);
    int kept = 0;
    int[] obs = new int[acted.length];
    for (int i = 0; i < acted.length; i++) {
      if (experiment.arm()[acted[i]] == chosen[i]) {
        obs[kept++] = acted[i];
      }
    }
    return Split.share(
        experiment, Arrays.copyOf(obs, kept), rows, learning + acting, actedEnd, shares);
  }
}
