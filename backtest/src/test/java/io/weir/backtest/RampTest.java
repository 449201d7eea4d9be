package io.weir.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.backtest.description.Description;
import io.weir.backtest.method.Methods;
import io.weir.backtest.result.BacktestResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Arm A does nothing and is given more and more as the season rises; arm B gains .6. Whoever takes
 * the season for an effect gives A.
 */
class RampTest {
  private static final int ROWS = 6000;
  private static final String[] ARMS = {"none", "A", "B"};
  private static final List<String> METHODS = List.of("tsm-rct", "fine-tune", "dfcl-ppl", "cf4");

  @TempDir private Path directory;

  @Test
  void theValueIsThatOfEvenProbabilities() throws IOException {
    BacktestResult flat = run(false);
    BacktestResult ramp = run(true);

    for (int m = 0; m < METHODS.size(); m++) {
      assertThat(value(flat, m)).as(METHODS.get(m)).isGreaterThan(0.6);
      // Fewer rows have the arm that works; with the season taken for an effect it is below zero.
      assertThat(value(ramp, m)).as(METHODS.get(m)).isGreaterThan(value(flat, m) - 0.25);
    }
  }

  private static double value(BacktestResult result, int method) {
    return Objects.requireNonNull(result.methods().get(method).normalizedValue()).stream()
        .mapToDouble(v -> v)
        .average()
        .orElseThrow();
  }

  private BacktestResult run(boolean ramp) throws IOException {
    Files.writeString(directory.resolve("log.csv"), csv(ramp));
    Description description =
        Description.parse(
            """
            {"files": ["log.csv"], "numericFeatures": ["x0", "x1"],
             "arm": {"column": "arm", "values": ["none", "A", "B"], "free": "none"},
             "revenue": {"column": "revenue"}, "cost": {"perArm": {"none": 0, "A": 0.5, "B": 0.5}},
             "propensity": "p", "timestamp": "t",
             "truth": {"revenue": {"none": "r0", "A": "r0", "B": "r2"},
                       "cost": {"none": "c0", "A": "c1", "B": "c1"}},
             "budgets": [0.1, 0.25], "split": {"train": 0.3, "validation": 0.05, "test": 0.3},
             "obsFromRct": {"policyTraining": 0.05, "policyRows": 0.3}, "seeds": [1, 2]}
            """,
            "d.json");
    return new Backtest(
            description,
            directory,
            Methods.named(METHODS),
            new int[] {16, 8},
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            line -> {})
        .run();
  }

  private static String csv(boolean ramp) {
    Random random = new Random(4);
    StringBuilder csv = new StringBuilder("t,x0,x1,arm,revenue,p,r0,r2,c0,c1\n");
    for (int i = 0; i < ROWS; i++) {
      boolean late = i >= ROWS / 2;
      double[] p = {1 / 3.0, 1 / 3.0, 1 / 3.0};
      if (ramp) {
        p = late ? new double[] {0.10, 0.75, 0.15} : new double[] {0.80, 0.05, 0.15};
      }
      double draw = random.nextDouble();
      int arm = draw < p[0] ? 0 : draw < p[0] + p[1] ? 1 : 2;
      double x0 = random.nextGaussian();
      double base = late ? 3 : 1;
      double[] mean = {base, base, base + 0.6 + 0.5 * Math.tanh(x0)};
      csv.append(
          String.format(
              Locale.ROOT,
              "%d,%.4f,%.4f,%s,%.4f,%.6f,%.4f,%.4f,0,0.5%n",
              i,
              x0,
              random.nextGaussian(),
              ARMS[arm],
              mean[arm] + random.nextGaussian(),
              p[arm],
              mean[0],
              mean[2]));
    }
    return csv.toString();
  }
}
