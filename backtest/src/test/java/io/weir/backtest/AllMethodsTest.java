package io.weir.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.backtest.description.Description;
import io.weir.backtest.method.BacktestMethod;
import io.weir.backtest.method.Methods;
import io.weir.backtest.result.BacktestResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AllMethodsTest {
  private static final String DESCRIPTION =
      """
      {
        "files": ["obs.csv", "rct.csv"],
        "numericFeatures": ["a", "b"],
        "arm": {"column": "arm", "values": ["none", "gift"], "free": "none"},
        "revenue": {"column": "revenue"},
        "cost": {"column": "cost"},
        "source": "source",
        "truth": {"revenue": {"none": "r0", "gift": "r1"}, "cost": {"none": "c0", "gift": "c1"}},
        "budgets": [0.3],
        "split": {"train": 0.5, "validation": 0, "test": 0.5},
        "seeds": [1]
      }
      """;

  @TempDir private Path directory;

  static List<String> names() {
    return Methods.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void learnsAnEasyMarketAndRepeatsItself(String name) throws IOException {
    Files.writeString(directory.resolve("obs.csv"), TinyMarket.csv(false, 8000, 1));
    Files.writeString(directory.resolve("rct.csv"), TinyMarket.csv(true, 3000, 2));

    BacktestResult first = run(name);
    BacktestResult second = run(name);

    double value = Objects.requireNonNull(first.methods().get(0).normalizedValue()).get(0);
    if (name.equals("random")) {
      assertThat(value).isBetween(-0.15, 0.15);
    } else {
      assertThat(value).isBetween(0.6, 1.0);
    }
    assertThat(second.methods().get(0).eom()).isEqualTo(first.methods().get(0).eom());
  }

  private BacktestResult run(String name) {
    List<BacktestMethod> methods = Methods.named(List.of(name));
    return new Backtest(
            Description.parse(DESCRIPTION, "d.json"),
            directory,
            methods,
            new int[] {16, 8},
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            line -> {})
        .run();
  }
}
