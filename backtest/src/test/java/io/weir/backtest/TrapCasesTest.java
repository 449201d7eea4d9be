package io.weir.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.backtest.TrapCases.Cells;
import io.weir.backtest.description.Description;
import io.weir.backtest.description.InputException;
import io.weir.backtest.evaluate.Interval;
import io.weir.backtest.method.Methods;
import io.weir.backtest.result.BacktestResult;
import io.weir.backtest.result.MethodResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The backtest tells the truth where the data is a trap. */
class TrapCasesTest {
  private static final List<String> METHODS = List.of("random", "tsm-rct", "fine-tune");

  @TempDir private Path directory;

  private BacktestResult run(String description, byte[] csv) throws IOException {
    Files.write(directory.resolve("log.csv"), csv);
    return new Backtest(
            Description.parse(description, "d.json"),
            directory,
            Methods.named(METHODS),
            new int[] {8},
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            line -> {})
        .run()
        .against("fine-tune");
  }

  private BacktestResult run(String description, List<Cells> rows) throws IOException {
    return run(description, TrapCases.csv(rows).getBytes(StandardCharsets.UTF_8));
  }

  private BacktestResult plain() throws IOException {
    return run(TrapCases.DESCRIPTION, TrapCases.rows(3));
  }

  private static double width(Interval interval) {
    return interval.upper() - interval.lower();
  }

  @Test
  void aConstantOnRevenueMovesEveryEstimateByItself() throws IOException {
    List<Cells> rows = TrapCases.rows(3);
    rows.forEach(row -> row.revenue += 20);
    BacktestResult shifted = run(TrapCases.DESCRIPTION, rows);
    BacktestResult plain = plain();

    for (int m = 0; m < METHODS.size(); m++) {
      MethodResult one = plain.methods().get(m);
      MethodResult other = shifted.methods().get(m);
      for (int b = 0; b < 2; b++) {
        assertShifted(one.eom().get(b), other.eom().get(b));
        assertShifted(one.eomSelfNormalized().get(b), other.eomSelfNormalized().get(b));
        assertShifted(one.eomInversePropensity().get(b), other.eomInversePropensity().get(b));
        assertThat(other.cost().get(b).expected())
            .isCloseTo(one.cost().get(b).expected(), within(1e-6));
      }
    }
  }

  private static void assertShifted(Interval plain, Interval shifted) {
    assertThat(shifted.estimate()).isCloseTo(plain.estimate() + 20, within(1e-6));
    assertThat(width(shifted)).isCloseTo(width(plain), within(1e-6));
  }

  @Test
  void anArmWithoutRowsIsRefused() throws IOException {
    List<Cells> rows = TrapCases.rows(3);
    rows.removeIf(row -> row.arm.equals("B"));

    assertThatThrownBy(() -> run(TrapCases.DESCRIPTION, rows))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("arm 'B' has no randomized row");
  }

  @Test
  void copiesAreReportedAndUnitsKeepIntervalsHonest() throws IOException {
    List<Cells> thrice = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      thrice.addAll(TrapCases.rows(3));
    }
    String withUnit =
        TrapCases.DESCRIPTION.replace("\"budgets\"", "\"unit\": \"unit\", \"budgets\"");
    BacktestResult plain = plain();
    BacktestResult copied = run(TrapCases.DESCRIPTION, thrice);
    BacktestResult grouped = run(withUnit, thrice);

    assertThat(plain.notes()).noneMatch(note -> note.contains("repeat an earlier row"));
    assertThat(copied.notes()).anyMatch(note -> note.startsWith("3000 of 4500 rows repeat"));
    // Chance draws for every copy anew, and so averages over its draws: the learned methods.
    for (int m = 1; m < METHODS.size(); m++) {
      double honest = width(plain.methods().get(m).eom().get(1));
      assertThat(width(copied.methods().get(m).eom().get(1))).isLessThan(0.7 * honest);
      assertThat(width(grouped.methods().get(m).eom().get(1)))
          .isBetween(0.8 * honest, 1.25 * honest);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.5d", "1f", "0x1p3", "1e400", "-1e999", "NaN", "Infinity", "1,5", "1 000", "٣"})
  void whatIsNoNumberIsRefused(String text) throws IOException {
    List<Cells> rows = TrapCases.rows(3);
    rows.get(4).x1 = '"' + text + '"';

    assertThatThrownBy(() -> run(TrapCases.DESCRIPTION, rows))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("log.csv, row 6, column 'x1': '" + text + "' is ");
  }

  @Test
  void whatIsNotUtf8IsRefusedWithItsPlace() {
    byte[] latin = TrapCases.csv(TrapCases.rows(3)).getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> run(TrapCases.DESCRIPTION, latin))
        .isInstanceOf(InputException.class)
        .hasMessageMatching("(?s).*log.csv, row \\d+, column 'city': 'M.r'.*not in UTF-8.*");
  }

  @Test
  void aBudgetThatCannotBeMetIsSaid() throws IOException {
    List<Cells> rows = TrapCases.rows(3);
    rows.forEach(row -> row.cost = row.arm.equals("none") ? "0.5" : "0.9");
    String costly = TrapCases.DESCRIPTION.replace("[0.1, 0.2]", "[0.1, 0.7]");
    BacktestResult result = run(costly, rows);

    assertThat(result.notes())
        .anyMatch(note -> note.startsWith("Budget 0.1000 cannot be met by any policy"));
    for (MethodResult method : result.methods()) {
      assertThat(method.cost().get(0).reachable()).isFalse();
      assertThat(method.cost().get(0).observed().estimate()).isGreaterThan(0.5 - 1e-6);
      assertThat(method.cost().get(1).reachable()).isTrue();
      assertThat(method.cost().get(1).observed().estimate()).isBetween(0.69, 0.7000001);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.1, -7.3, 1e12})
  void revenueThatNeverVariesIsWorthItselfExactly(double value) throws IOException {
    String text = String.format(Locale.ROOT, "%s", value);
    String csv =
        TrapCases.csv(TrapCases.rows(3))
            .replaceAll(",-?\\d+\\.\\d{4},(0|0\\.2|0\\.5),", "," + text + ",$1,");
    BacktestResult result = run(TrapCases.DESCRIPTION, csv.getBytes(StandardCharsets.UTF_8));

    assertThat(result.notes()).anyMatch(note -> note.startsWith("Zero effect"));
    assertThat(result.notes()).anyMatch(note -> note.startsWith("Nothing is resolved"));
    for (MethodResult method : result.methods()) {
      for (List<Interval> eom :
          List.of(method.eom(), method.eomSelfNormalized(), method.eomInversePropensity())) {
        assertThat(eom.get(0)).isEqualTo(new Interval(value, value, value));
      }
    }
  }

  @Test
  void twoArmsWithoutAnEffectHaveNoAreaUnderTheCurve() throws IOException {
    List<Cells> rows = TrapCases.rows(5);
    rows.removeIf(row -> row.arm.equals("B"));
    java.util.Random random = new java.util.Random(1);
    rows.forEach(row -> row.revenue = random.nextGaussian());
    BacktestResult result =
        run(TrapCases.DESCRIPTION.replace("[\"none\", \"A\", \"B\"]", "[\"none\", \"A\"]"), rows);

    assertThat(result.notes()).anyMatch(note -> note.startsWith("No effect is resolved"));
    assertThat(result.notes()).anyMatch(note -> note.startsWith("AUCC is left out"));
    assertThat(result.methods()).allMatch(method -> method.aucc() == null);
  }

  @Test
  void theOrderInWhichArmsAreNamedMeansNothing() throws IOException {
    BacktestResult other =
        run(
            TrapCases.DESCRIPTION.replace("[\"none\", \"A\", \"B\"]", "[\"B\", \"none\", \"A\"]"),
            TrapCases.rows(3));
    BacktestResult plain = plain();

    for (int m = 0; m < METHODS.size(); m++) {
      assertThat(other.methods().get(m).eom()).isEqualTo(plain.methods().get(m).eom());
    }
  }

  @Test
  void neitherTheUnitOfMoneyNorOfAFeatureMeansAnything() throws IOException {
    BacktestResult plain = plain();
    List<Cells> rows = TrapCases.rows(3);
    rows.forEach(
        row -> {
          row.revenue *= 4;
          row.x0 = String.format(Locale.ROOT, "%.6f", 1.8 * Double.parseDouble(row.x0) + 32);
        });
    BacktestResult other = run(TrapCases.DESCRIPTION, rows);

    for (int m = 0; m < METHODS.size(); m++) {
      for (int b = 0; b < 2; b++) {
        // Revenue was rounded to four digits before and after.
        assertThat(other.methods().get(m).eom().get(b).estimate() / 4)
            .isCloseTo(plain.methods().get(m).eom().get(b).estimate(), within(0.02));
      }
    }
  }
}
