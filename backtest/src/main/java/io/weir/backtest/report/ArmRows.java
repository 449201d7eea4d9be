package io.weir.backtest.report;

import io.weir.backtest.evaluate.ArmMean;
import io.weir.backtest.evaluate.Interval;
import io.weir.backtest.result.BacktestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What one arm for everybody gives and costs, as rows of a table: names, then a row an arm. */
final class ArmRows {
  private ArmRows() {}

  static List<List<String>> of(BacktestResult result, Function<Interval, String> interval) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("arm", "revenue", "cost", "effect on revenue"));
    for (int j = 0; j < result.arms().size(); j++) {
      ArmMean mean = result.armMeans().get(j);
      rows.add(
          List.of(
              result.arms().get(j),
              interval.apply(mean.revenue()),
              interval.apply(mean.cost()),
              j == 0 ? "" : interval.apply(mean.effect())));
    }
    return rows;
  }
}
