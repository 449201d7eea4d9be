package io.weir.backtest.data;

import com.ezylang.evalex.BaseException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.parser.ParseException;
import io.weir.backtest.description.InputException;
import io.weir.backtest.description.ValueSource;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads revenue or cost of a row. */
@FunctionalInterface
interface ValueReader {
  /** Digits of numbers in messages. */
  MathContext SHORT = new MathContext(6);

  /**
   * The value of a row.
   *
   * @param row the row
   * @param armValue its arm
   */
  double value(Row row, String armValue);

  /**
   * Compiles a source.
   *
   * @param field {@code revenue} or {@code cost}, for error messages
   * @param columns columns of the files
   * @param file for error messages
   * @throws InputException if a column is missing or the expression is malformed
   */
  static ValueReader of(String field, ValueSource source, List<String> columns, String file) {
    Map<String, Double> perArm = source.perArm();
    if (perArm != null) {
      return (row, arm) -> perArm.getOrDefault(arm, Double.NaN);
    }
    String column = source.column();
    if (column != null) {
      CsvLogReader.requireColumn(columns, column, file);
      return (row, arm) -> row.number(column);
    }
    return expression(field, java.util.Objects.requireNonNull(source.expression()), columns, file);
  }

  private static ValueReader expression(
      String field, String text, List<String> columns, String file) {
    Expression expression = new Expression(text);
    // The library takes names without regard to case; the files have theirs.
    Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    columns.forEach(column -> byName.put(column, column));
    Map<String, String> used = new LinkedHashMap<>();
    try {
      Set<String> names = expression.getUsedVariables();
      for (String name : names) {
        String column = byName.get(name);
        if (column == null) {
          throw new InputException(
              "%s: the %s expression '%s' uses column '%s', the columns are %s"
                  .formatted(file, field, text, name, columns));
        }
        used.put(name, column);
      }
    } catch (ParseException e) {
      throw new InputException(
          "the %s expression '%s' is malformed: %s".formatted(field, text, e.getMessage()), e);
    }
    return (row, arm) -> evaluate(row, field, text, expression, used);
  }

  private static double evaluate(
      Row row, String field, String text, Expression expression, Map<String, String> used) {
    for (Map.Entry<String, String> variable : used.entrySet()) {
      expression.with(variable.getKey(), cell(row.text(variable.getValue())));
    }
    try {
      BigDecimal value = expression.evaluate().getNumberValue();
      if (value == null) {
        throw row.error(field, "the expression '" + text + "' gives no number");
      }
      if (Double.isInfinite(value.doubleValue())) {
        throw row.error(field, "the expression '" + text + "' gives " + value.round(SHORT));
      }
      return value.doubleValue();
    } catch (BaseException | ArithmeticException e) {
      throw row.error(field, "the expression '" + text + "' fails: " + e.getMessage());
    }
  }

  /** A cell as a number where it looks like one, else as text. */
  private static Object cell(String cell) {
    String trimmed = cell.trim();
    return DecimalText.isNumber(trimmed) ? new BigDecimal(trimmed) : cell;
  }
}
