package io.weir.backtest.description;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Columns of true expected outcomes, one per arm, as only a simulation has them. They are used to
 * evaluate and never to learn or to tune.
 *
 * @param revenue column of expected revenue by arm value, every arm named
 * @param cost column of expected cost by arm value, every arm named
 */
public record TruthColumns(Map<String, String> revenue, Map<String, String> cost) {

  /** Rejects missing maps. */
  public TruthColumns {
    Checks.present("truth.revenue", revenue);
    Checks.present("truth.cost", cost);
    revenue = Map.copyOf(revenue);
    cost = Map.copyOf(cost);
  }

  void checkArms(ArmColumn arm) {
    for (Map<String, String> columns : List.of(revenue, cost)) {
      if (!columns.keySet().equals(Set.copyOf(arm.values()))) {
        throw new IllegalArgumentException(
            "truth names arms %s, the arms are %s".formatted(columns.keySet(), arm.values()));
      }
    }
  }
}
