package io.weir.backtest.split;

import io.weir.backtest.data.Experiment;
import io.weir.backtest.description.InputException;
import io.weir.backtest.description.SplitShares;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Rows by their use; no row is in two of the arrays, and no unit in those that are learned from and
 * those that are judged on. The order within each is random, a unit's rows side by side.
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
    int[] obs = shuffled(experiment, false, random);
    Split split = share(experiment, obs, shuffled(experiment, true, random), 0, 0, shares);
    return experiment.unit() == null ? split : split.withoutUnitsOfTheJudged(experiment);
  }

  /** Observational rows of units that are validated or tested on are not learned from. */
  private Split withoutUnitsOfTheJudged(Experiment experiment) {
    Set<Integer> judged = new HashSet<>();
    IntStream.concat(IntStream.of(validation), IntStream.of(test))
        .forEach(row -> judged.add(experiment.unitOf(row)));
    int[] left =
        IntStream.of(obs).filter(row -> !judged.contains(experiment.unitOf(row))).toArray();
    if (left.length == 0) {
      throw new InputException("every observational row is of a unit that is tested on");
    }
    return new Split(left, train, validation, test);
  }

  /**
   * Shares out randomized rows.
   *
   * @param experiment tells units, whose rows stay together
   * @param obs observational rows
   * @param randomized all randomized rows, shuffled
   * @param used rows that another use asked for
   * @param from where that use ended, at the end of a unit: rows of {@code randomized} before this
   *     position are in other use
   * @param shares shares of all of {@code randomized}
   */
  static Split share(
      Experiment experiment, int[] obs, int[] randomized, int used, int from, SplitShares shares) {
    int n = randomized.length;
    int trainRows = (int) (shares.train() * n);
    int validationRows = (int) (shares.validation() * n);
    int testRows = (int) (shares.test() * n);
    int asked = used + trainRows + validationRows + testRows;
    if (asked > n) {
      throw new InputException(
          "the shares ask for %d randomized rows, there are %d".formatted(asked, n));
    }
    int trainEnd = cut(experiment, randomized, Math.min(n, from + trainRows));
    int validationEnd = cut(experiment, randomized, Math.min(n, trainEnd + validationRows));
    int testEnd = cut(experiment, randomized, Math.min(n, validationEnd + testRows));
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
   * Checks that every arm can be learned and judged: a policy might choose an arm that no row
   * speaks of, and its worth would be made up.
   *
   * @throws InputException if an arm has no randomized row to train or to test on
   */
  public void requireEveryArm(Experiment experiment) {
    requireEveryArm(experiment, experiment.rowsWhere(true), "");
    requireEveryArm(experiment, train, " to train on");
    requireEveryArm(experiment, test, " to test on");
  }

  private static void requireEveryArm(Experiment experiment, int[] rows, String use) {
    long[] given = new long[experiment.arms().size()];
    for (int row : rows) {
      given[experiment.arm()[row]]++;
    }
    for (int j = 0; j < given.length; j++) {
      if (given[j] == 0) {
        throw new InputException(
            ("arm '%s' has no randomized row%s, so no policy that uses it can be judged;"
                    + " leave it out of arm.values or add rows")
                .formatted(experiment.arms().get(j), use));
      }
    }
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

  /** The first place from {@code at} on where one unit ends and another begins. */
  static int cut(Experiment experiment, int[] rows, int at) {
    int place = at;
    while (place > 0
        && place < rows.length
        && experiment.unitOf(rows[place]) == experiment.unitOf(rows[place - 1])) {
      place++;
    }
    return place;
  }

  /** The randomized or the observational rows in random order, those of a unit together. */
  static int[] shuffled(Experiment experiment, boolean randomized, SplittableRandom random) {
    int[] rows = experiment.rowsWhere(randomized);
    if (experiment.unit() == null) {
      shuffle(rows, random);
      return rows;
    }
    Map<Integer, List<Integer>> byUnit = new LinkedHashMap<>();
    for (int row : rows) {
      byUnit.computeIfAbsent(experiment.unitOf(row), unit -> new ArrayList<>()).add(row);
    }
    int[] units = byUnit.keySet().stream().mapToInt(unit -> unit).toArray();
    shuffle(units, random);
    return IntStream.of(units)
        .mapToObj(byUnit::get)
        .flatMapToInt(ofUnit -> ofUnit.stream().mapToInt(row -> row))
        .toArray();
  }

  /** Fisher and Yates. */
  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }
}
