package io.weir.backtest.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.weir.backtest.BacktestResult;
import io.weir.backtest.Difference;
import io.weir.backtest.MethodResult;
import io.weir.backtest.evaluate.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Renders results. Numbers are written without regard to the machine's locale. */
public final class Report {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Report() {}

  /** The whole result, scores by seed included, as JSON. */
  public static String json(BacktestResult result) {
    try {
      return MAPPER.writeValueAsString(result) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values is always writable", e);
    }
  }

  /** Tables for people: scores, then differences to the baseline. */
  public static String text(BacktestResult result) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d seeds; rows per seed: %d observational, %d randomized to train on, %d to validate, %d to test%n"
            .formatted(
                result.seeds().size(),
                result.observationalRows(),
                result.trainingRows(),
                result.validationRows(),
                result.testRows()));
    text.append(
        "\nEOM (revenue per impression) at each budget, with the 95 % interval of one split\n");
    text.append(scores(result));
    String baseline = result.baseline();
    if (baseline != null && !result.differences().isEmpty()) {
      text.append("\nDifference to ").append(baseline);
      text.append(" (standard error over seeds); * beyond two standard errors\n");
      text.append(differences(result));
    }
    return text.toString();
  }

  private static String scores(BacktestResult result) {
    MethodResult first = result.methods().get(0);
    boolean hasAucc = first.aucc() != null;
    boolean hasTruth = first.normalizedValue() != null;
    TextTable table = new TextTable();
    List<String> header = new ArrayList<>(List.of("method"));
    result.budgets().forEach(budget -> header.add("EOM@" + number("%.4g", budget)));
    if (hasAucc) {
      header.add("AUCC");
    }
    if (hasTruth) {
      result.budgets().forEach(budget -> header.add("value@" + number("%.4g", budget)));
      header.add("value");
    }
    boolean hasValidation = first.validationError() != null;
    if (hasValidation) {
      header.add("validation error");
    }
    header.add("seconds");
    table.add(header);
    for (MethodResult method : result.methods()) {
      List<String> cells = new ArrayList<>(List.of(method.method()));
      for (Interval eom : method.eom()) {
        cells.add(
            number("%.4f", eom.estimate())
                + " ["
                + number("%.4f", eom.lower())
                + ", "
                + number("%.4f", eom.upper())
                + "]");
      }
      if (hasAucc) {
        cells.add(number("%.4f", Objects.requireNonNull(method.aucc())));
      }
      List<Double> value = method.normalizedValue();
      if (value != null) {
        value.forEach(v -> cells.add(number("%.3f", v)));
        cells.add(number("%.3f", value.stream().mapToDouble(v -> v).average().orElse(Double.NaN)));
      }
      if (hasValidation) {
        cells.add(number("%.4f", Objects.requireNonNull(method.validationError())));
      }
      cells.add(number("%.1f", method.seconds()));
      table.add(cells);
    }
    return table.render();
  }

  private static String differences(BacktestResult result) {
    TextTable table = new TextTable();
    List<String> header = new ArrayList<>(List.of("method"));
    String method = result.differences().get(0).method();
    for (Difference difference : result.differences()) {
      if (difference.method().equals(method)) {
        header.add(label(difference.measure(), difference.budget()));
      }
    }
    table.add(header);
    for (MethodResult row : result.methods()) {
      if (row.method().equals(result.baseline())) {
        continue;
      }
      List<String> cells = new ArrayList<>(List.of(row.method()));
      for (Difference difference : result.differences()) {
        if (difference.method().equals(row.method())) {
          cells.add(cell(difference));
        }
      }
      table.add(cells);
    }
    return table.render();
  }

  private static String label(String measure, @Nullable Double budget) {
    String name =
        switch (measure) {
          case "eom" -> "EOM";
          case "aucc" -> "AUCC";
          case "validationError" -> "validation error";
          default -> "value";
        };
    return budget == null ? name : name + "@" + number("%.4g", budget);
  }

  private static String cell(Difference difference) {
    Double error = difference.standardError();
    return number("%+.4f", difference.mean())
        + (error == null ? "" : " (" + number("%.4f", error) + ")")
        + (difference.clear() ? "*" : " ");
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
