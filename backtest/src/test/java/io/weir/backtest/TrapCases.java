package io.weir.backtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** Small logs with one trap each: three arms, of which A gains .5 and B 1 for half the people. */
final class TrapCases {
  static final int ROWS = 1500;
  static final String DESCRIPTION =
      """
      {
        "files": ["log.csv"],
        "numericFeatures": ["x0", "x1"],
        "categoricalFeatures": ["city"],
        "arm": {"column": "arm", "values": ["none", "A", "B"], "free": "none"},
        "revenue": {"column": "revenue"},
        "cost": {"column": "cost"},
        "budgets": [0.1, 0.2],
        "split": {"train": 0.3, "validation": 0.05, "test": 0.3},
        "obsFromRct": {"policyTraining": 0.05, "policyRows": 0.3},
        "seeds": [1]
      }
      """;
  static final String HEADER = "x0,x1,city,arm,revenue,cost,unit";

  private TrapCases() {}

  /** A row's cells, to be spoiled. */
  static final class Cells {
    String x0 = "";
    String x1 = "";
    String city = "";
    String arm = "";
    String cost = "";
    String unit = "";
    double revenue;

    String line() {
      return String.join(
          ",", x0, x1, city, arm, String.format(Locale.ROOT, "%.4f", revenue), cost, unit);
    }
  }

  static List<Cells> rows(long seed) {
    Random random = new Random(seed);
    List<Cells> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Cells row = new Cells();
      double x0 = random.nextGaussian();
      int arm = random.nextInt(3);
      row.x0 = String.format(Locale.ROOT, "%.4f", x0);
      row.x1 = String.format(Locale.ROOT, "%.4f", random.nextGaussian());
      row.city = List.of("Mör", "Mür", "Lyon").get(random.nextInt(3));
      row.arm = List.of("none", "A", "B").get(arm);
      row.revenue = 2 + (x0 > 0 ? 0.5 * arm : 0) + 0.5 * random.nextGaussian();
      row.cost = List.of("0", "0.2", "0.5").get(arm);
      row.unit = "u" + i / 3;
      rows.add(row);
    }
    return rows;
  }

  static String csv(List<Cells> rows) {
    return rows.stream().map(Cells::line).collect(Collectors.joining("\n", HEADER + "\n", "\n"));
  }
}
