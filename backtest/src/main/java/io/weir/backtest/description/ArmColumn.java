package io.weir.backtest.description;

import java.util.HashSet;
import java.util.List;

/**
 * Where the arm of a row is found.
 *
 * @param column column name
 * @param values every value the column may hold, at least two; their order is the order of the arms
 * @param free the value that means "no treatment"
 */
public record ArmColumn(String column, List<String> values, String free) {

  /** Checks that the values are distinct and that the free arm is among them. */
  public ArmColumn {
    Checks.present("arm.column", column);
    Checks.present("arm.values", values);
    Checks.present("arm.free", free);
    values = List.copyOf(values);
    if (values.size() < 2 || new HashSet<>(values).size() != values.size()) {
      throw new IllegalArgumentException(
          "arm.values must be two or more distinct values: " + values);
    }
    if (!values.contains(free)) {
      throw new IllegalArgumentException(
          "arm.free '" + free + "' is not among arm.values " + values);
    }
  }

  /** Position of the free arm. */
  public int freeIndex() {
    return values.indexOf(free);
  }
}
