package io.weir.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.backtest.description.Description;
import io.weir.backtest.description.SplitShares;
import io.weir.backtest.method.Methods;
import io.weir.backtest.result.BacktestResult;
import io.weir.simulator.ExportCsv;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * On the bundled coupon market the cross-fitted ensembles are ahead of pre-training with
 * fine-tuning and of the two-stage methods, by a margin, over worlds that the full runs do not use.
 */
class CouponMarketOrderTest {
  private static final double MARGIN = 0.05;

  @TempDir private static Path directory;
  private static BacktestResult result;

  @BeforeAll
  static void run() {
    String[] export = {
      "--out",
      directory.toString(),
      "--campaign",
      "coupons",
      "--seeds",
      "201,202,203",
      "--obs",
      "10000",
      "--rct",
      "6000"
    };
    assertThat(new CommandLine(new ExportCsv()).execute(export)).isZero();
    Description description = Description.read(directory.resolve("description.json"));
    result =
        new Backtest(
                description.withSplit(new SplitShares(0.25, 0, 0.75)),
                directory,
                Methods.named(List.of("tsm-rct", "tsm-obs", "fine-tune", "cf4", "cf4-br")),
                new int[] {32, 16},
                Integer.MAX_VALUE,
                1000,
                line -> {})
            .run();
  }

  private static double value(String method) {
    return result.methods().stream()
        .filter(one -> one.method().equals(method))
        .flatMap(one -> Objects.requireNonNull(one.normalizedValue()).stream())
        .mapToDouble(value -> value)
        .average()
        .orElseThrow();
  }

  @Test
  void correctedEnsemblesLeadWithAndWithoutTheBridge() {
    for (String rival : List.of("tsm-rct", "tsm-obs", "fine-tune")) {
      assertThat(value("cf4")).as("cf4 over %s", rival).isGreaterThan(value(rival) + MARGIN);
      assertThat(value("cf4-br")).as("cf4-br over %s", rival).isGreaterThan(value(rival) + MARGIN);
    }
  }
}
