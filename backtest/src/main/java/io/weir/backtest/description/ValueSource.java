package io.weir.backtest.description;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a row's revenue or cost is found; exactly one of the three is given.
 *
 * @param column a numeric column
 * @param perArm a constant per arm value, every arm named
 * @param expression an expression of columns, such as {@code 10 * conversion + 0.1 * visit} or
 *     {@code IF(segment == "No E-Mail", 0, 0.1)}; column names in it must be plain identifiers
 */
public record ValueSource(
    @Nullable String column, @Nullable Map<String, Double> perArm, @Nullable String expression) {

  /** Checks that exactly one source is given. */
  public ValueSource {
    if (Stream.of(column != null, perArm != null, expression != null).filter(x -> x).count() != 1) {
      throw new IllegalArgumentException(
          "revenue and cost need exactly one of 'column', 'perArm' and 'expression'");
    }
    perArm = perArm == null ? null : Map.copyOf(perArm);
    if (perArm != null) {
      perArm.forEach(
          (arm, value) -> {
            if (!Double.isFinite(value)) {
              throw new IllegalArgumentException("perArm." + arm + " must be finite: " + value);
            }
          });
    }
  }

  void checkArms(String field, ArmColumn arm) {
    if (perArm != null
        && !new TreeMap<>(perArm).keySet().equals(new java.util.TreeSet<>(arm.values()))) {
      throw new IllegalArgumentException(
          "%s.perArm names %s, the arms are %s".formatted(field, perArm.keySet(), arm.values()));
    }
  }
}
