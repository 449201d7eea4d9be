package io.weir.backtest.split;

import io.weir.backtest.InputException;
import io.weir.backtest.data.Experiment;
import io.weir.backtest.description.SplitShares;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Rows by their use; no row is in two of the arrays. The order within each is random.
 *
 * @param obs observational rows to learn from
 * @param train randomized rows to learn from
 * @param validation randomized rows to choose between methods by
 * @param test randomized rows for evaluation only
 */
public record Split(int[] obs, int[] train, int[] validation, int[] test) {

  /**
   * Splits rows that have both sources: all observational rows are learned from, the randomized
   * ones are shared out.
   *
   * @throws InputException if a part that is needed would be empty
   */
  public static Split ofSources(Experiment experiment, SplitShares shares, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] obs = shuffled(experiment.rowsWhere(false), random);
    return share(obs, shuffled(experiment.rowsWhere(true), random), 0, shares);
  }

  /**
   * Shares out randomized rows.
   *
   * @param obs observational rows
   * @param randomized all randomized rows, shuffled
   * @param from rows of {@code randomized} before this position are in other use
   * @param shares shares of all of {@code randomized}
   */
  static Split share(int[] obs, int[] randomized, int from, SplitShares shares) {
    int n = randomized.length;
    int trainEnd = from + (int) (shares.train() * n);
    int validationEnd = trainEnd + (int) (shares.validation() * n);
    int testEnd = validationEnd + (int) (shares.test() * n);
    if (testEnd > n) {
      throw new InputException(
          "the shares ask for %d randomized rows, there are %d".formatted(testEnd, n));
    }
    Split split =
        new Split(
            obs,
            Arrays.copyOfRange(randomized, from, trainEnd),
            Arrays.copyOfRange(randomized, trainEnd, validationEnd),
            Arrays.copyOfRange(randomized, validationEnd, testEnd));
    if (obs.length == 0 || split.train.length == 0 || split.test.length == 0) {
      throw new InputException(
          "too few rows: %d observational, %d randomized to train on, %d to test on"
              .formatted(obs.length, split.train.length, split.test.length));
    }
    return split;
  }

  /**
   * The same with fewer rows to learn from: at most so many, drawn at random; the rows to validate
   * and test on stay.
   *
   * @param obsLimit most observational rows
   * @param trainLimit most randomized rows to learn from
   */
  public Split limited(int obsLimit, int trainLimit) {
    return new Split(
        Arrays.copyOf(obs, Math.min(obs.length, obsLimit)),
        Arrays.copyOf(train, Math.min(train.length, trainLimit)),
        validation,
        test);
  }

  /** A shuffled copy (Fisher and Yates). */
  static int[] shuffled(int[] rows, SplittableRandom random) {
    int[] copy = rows.clone();
    for (int i = copy.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = copy[i];
      copy[i] = copy[j];
      copy[j] = swapped;
    }
    return copy;
  }
}
