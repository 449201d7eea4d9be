package io.weir.backtest.description;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/**
 * Where the arm of a row is found.
 *
 * @param column column name
 * @param values every value the column may hold, at least two. The order in which they are given
 *     means nothing: the free one comes first, the others by name
 * @param free the value that means "no treatment"
 */
public record ArmColumn(String column, List<String> values, String free) {

  /** Checks that the values are distinct and that the free arm is among them. */
  public ArmColumn {
    Checks.present("arm.column", column);
    Checks.present("arm.values", values);
    Checks.present("arm.free", free);
    values = List.copyOf(values);
    String freeValue = free;
    if (values.size() < 2 || new HashSet<>(values).size() != values.size()) {
      throw new IllegalArgumentException(
          "arm.values must be two or more distinct values: " + values);
    }
    if (!values.contains(free)) {
      throw new IllegalArgumentException(
          "arm.free '" + free + "' is not among arm.values " + values);
    }
    values =
        values.stream()
            .sorted(
                Comparator.comparing((String value) -> !value.equals(freeValue))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
  }

  /** Position of the free arm. */
  public int freeIndex() {
    return values.indexOf(free);
  }
}
