package io.weir.backtest.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.weir.backtest.evaluate.Interval;
import io.weir.backtest.evaluate.PolicyCost;
import io.weir.backtest.result.BacktestResult;
import io.weir.backtest.result.Difference;
import io.weir.backtest.result.MethodResult;
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
    result.notes().forEach(note -> text.append("\n! ").append(note));
    text.append(result.notes().isEmpty() ? "" : "\n");
    text.append("\nOne arm for everybody, on the test rows of the first seed\n");
    text.append(arms(result));
    text.append(
        "\nEOM (revenue per impression, doubly robust) at each budget, with the 95 % interval of one"
            + " split\n");
    text.append(scores(result));
    text.append(
        "\nWhat the policies cost per impression: by their own predictions / observed, beside the"
            + " budget;\nand EOM by self-normalized weights (SN) and by inverse propensity about the"
            + " mean (IPW)\n");
    text.append(costs(result));
    String baseline = result.baseline();
    if (baseline != null && !result.differences().isEmpty()) {
      text.append("\nDifference to ").append(baseline);
      text.append(
          result.seeds().size() == 1
              ? " (standard error on the test rows); * beyond the 95 % interval\n"
              : " (standard error over seeds); * beyond the 95 % interval\n");
      text.append(differences(result));
    }
    return text.toString();
  }

  private static String arms(BacktestResult result) {
    TextTable table = new TextTable();
    ArmRows.of(result, Report::interval).forEach(table::add);
    return table.render();
  }

  private static String costs(BacktestResult result) {
    TextTable table = new TextTable();
    List<String> header = new ArrayList<>(List.of("method"));
    for (double budget : result.budgets()) {
      header.add("cost@" + number("%.4g", budget));
      header.add("SN@" + number("%.4g", budget));
      header.add("IPW@" + number("%.4g", budget));
    }
    table.add(header);
    for (MethodResult method : result.methods()) {
      List<String> cells = new ArrayList<>(List.of(method.method()));
      for (int b = 0; b < result.budgets().size(); b++) {
        PolicyCost cost = method.cost().get(b);
        cells.add(
            number("%.4f", cost.expected())
                + " / "
                + interval(cost.observed())
                + (cost.reachable() ? "" : " unreachable"));
        cells.add(interval(method.eomSelfNormalized().get(b)));
        cells.add(interval(method.eomInversePropensity().get(b)));
      }
      table.add(cells);
    }
    return table.render();
  }

  private static String interval(Interval of) {
    return number("%.4f", of.estimate())
        + " ["
        + number("%.4f", of.lower())
        + ", "
        + number("%.4f", of.upper())
        + "]";
  }

  private static String scores(BacktestResult result) {
    MethodResult first = result.methods().get(0);
    boolean hasAucc = result.methods().stream().anyMatch(method -> method.aucc() != null);
    boolean hasTruth = result.methods().stream().allMatch(m -> m.normalizedValue() != null);
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
        cells.add(interval(eom));
      }
      if (hasAucc) {
        Double aucc = method.aucc();
        cells.add(aucc == null ? "" : number("%.4f", aucc));
      }
      List<Double> value = method.normalizedValue();
      if (hasTruth && value != null) {
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
