package io.weir.backtest.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.backtest.data.Experiment;
import io.weir.backtest.description.InputException;
import io.weir.backtest.description.ObsFromRct;
import io.weir.backtest.description.SplitShares;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static final int ROWS = 1000;
  private static final SplitShares SHARES = new SplitShares(0.2, 0.1, 0.5);

  /** Rows alternate between arms; the last {@code obs} rows are observational. */
  private static Experiment experiment(int obs) {
    return experiment(obs, null);
  }

  private static Experiment experiment(int obs, int @Nullable [] unit) {
    boolean[] randomized = new boolean[ROWS];
    Arrays.fill(randomized, 0, ROWS - obs, true);
    return new Experiment(
        ROWS,
        List.of("a", "b"),
        0,
        new double[0],
        0,
        new int[0],
        List.of(),
        IntStream.range(0, ROWS).map(row -> row % 2).toArray(),
        new double[ROWS],
        new double[ROWS],
        null,
        new int[ROWS],
        1,
        unit,
        0,
        null,
        randomized,
        null,
        null);
  }

  private static Consumer<int[]> all(IntPredicate condition) {
    return rows -> assertThat(Arrays.stream(rows).allMatch(condition)).isTrue();
  }

  private static void assertDisjoint(Split split) {
    int[] all =
        Stream.of(split.obs(), split.train(), split.validation(), split.test())
            .flatMapToInt(Arrays::stream)
            .toArray();
    assertThat(Arrays.stream(all).distinct().count()).isEqualTo(all.length);
  }

  @Test
  void sharesOutTheRandomizedRowsAndKeepsAllObservationalOnes() {
    Split split = Split.ofSources(experiment(400), SHARES, 7);

    assertThat(split.obs()).hasSize(400).satisfies(all(row -> row >= 600));
    assertThat(split.train()).hasSize(120).satisfies(all(row -> row < 600));
    assertThat(split.validation()).hasSize(60).satisfies(all(row -> row < 600));
    assertThat(split.test()).hasSize(300).satisfies(all(row -> row < 600));
    assertDisjoint(split);
  }

  @Test
  void isAFunctionOfTheSeed() {
    Split one = Split.ofSources(experiment(400), SHARES, 7);
    Split same = Split.ofSources(experiment(400), SHARES, 7);
    Split other = Split.ofSources(experiment(400), SHARES, 8);

    assertThat(same.train()).isEqualTo(one.train());
    assertThat(same.obs()).isEqualTo(one.obs());
    assertThat(same.test()).isEqualTo(one.test());
    assertThat(other.train()).isNotEqualTo(one.train());
  }

  @Test
  void noUnitIsLearnedFromAndJudgedOn() {
    int[] unit = IntStream.range(0, ROWS).map(row -> row % 170).toArray();
    for (Split split :
        List.of(
            Split.ofSources(experiment(400, unit), SHARES, 7),
            RecipeSplit.of(
                experiment(0, unit),
                new ObsFromRct(0.1, 0.4, null),
                new SplitShares(0.1, 0.1, 0.3),
                3,
                (training, rows) -> new int[rows.length]))) {
      assertDisjoint(split);
      Set<Integer> judged = units(unit, split.validation());
      judged.addAll(units(unit, split.test()));
      assertThat(units(unit, split.train())).doesNotContainAnyElementsOf(judged);
      assertThat(units(unit, split.obs())).isNotEmpty().doesNotContainAnyElementsOf(judged);
      assertThat(units(unit, split.validation()))
          .doesNotContainAnyElementsOf(units(unit, split.test()));
    }
  }

  private static Set<Integer> units(int[] unit, int[] rows) {
    Set<Integer> units = new HashSet<>();
    for (int row : rows) {
      units.add(unit[row]);
    }
    return units;
  }

  @Test
  void everyArmNeedsRandomizedRows() {
    Split split = Split.ofSources(experiment(400), SHARES, 7);
    split.requireEveryArm(experiment(400));
    int[] even = IntStream.of(split.test()).filter(row -> row % 2 == 0).toArray();
    Split oneArmed = new Split(split.obs(), split.train(), split.validation(), even);

    assertThatThrownBy(() -> oneArmed.requireEveryArm(experiment(400)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("arm 'b' has no randomized row to test on");
  }

  @Test
  void recipeKeepsTheRowsThatThePolicyAgreesWith() {
    Experiment experiment = experiment(0);
    ObsFromRct recipe = new ObsFromRct(0.1, 0.4, null);
    SplitShares shares = new SplitShares(0.1, 0.1, 0.3);

    Split split =
        RecipeSplit.of(
            experiment,
            recipe,
            shares,
            3,
            (training, rows) -> {
              assertThat(training).hasSize(100);
              assertThat(rows).hasSize(400);
              return IntStream.of(rows).map(row -> row < 500 ? 1 : 0).toArray();
            });

    assertThat(split.obs()).satisfies(all(row -> experiment.arm()[row] == (row < 500 ? 1 : 0)));
    assertThat(split.obs().length).isBetween(150, 250);
    assertThat(split.train()).hasSize(100);
    assertThat(split.validation()).hasSize(100);
    assertThat(split.test()).hasSize(300);
    assertDisjoint(split);
  }

  @Test
  void refusesSharesThatDoNotFit() {
    assertThatThrownBy(
            () ->
                RecipeSplit.of(
                    experiment(0),
                    ObsFromRct.PAPER,
                    new SplitShares(0.3, 0.1, 0.6),
                    1,
                    (training, rows) -> new int[rows.length]))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the shares ask for");
    assertThatThrownBy(() -> Split.ofSources(experiment(0), SHARES, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("0 observational");
  }
}
