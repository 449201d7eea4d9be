package io.weir.backtest.report;

import io.weir.backtest.evaluate.ArmMean;
import io.weir.backtest.evaluate.Interval;
import io.weir.backtest.evaluate.PolicyCost;
import io.weir.backtest.result.BacktestResult;
import io.weir.backtest.result.Difference;
import io.weir.backtest.result.MethodResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A result as one page of HTML that needs nothing else: no network, no script. What is resolved and
 * what is not stands first, in words.
 */
public final class HtmlReport {
  private static final String STYLE =
      """
      :root { --ink: #1b1f24; --paper: #fff; --faint: #6b7280; --line: #d8dce2; --good: #0a7d4b;
        --bad: #b3261e }
      @media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --paper: #15181c;
        --faint: #9aa3af; --line: #363c45; --good: #4cc38a; --bad: #ff8a80 } }
      body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
        max-width: 68rem; margin: 2rem auto; padding: 0 1rem }
      h1 { font-size: 1.6rem } h2 { font-size: 1.15rem; margin-top: 2.2rem }
      .wide { overflow-x: auto } table { border-collapse: collapse }
      th, td { padding: .25rem .8rem .25rem 0; text-align: right; white-space: nowrap;
        border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums }
      th { color: var(--faint); font-weight: 600 } td:first-child, th:first-child { text-align: left }
      small, .unresolved { color: var(--faint) } .better { color: var(--good); font-weight: 600 }
      .worse { color: var(--bad); font-weight: 600 } svg { width: 100%; height: auto }
      svg text { fill: var(--faint); font-size: 12px } svg .axis { stroke: var(--line) }
      """;

  private static final double NOTHING = 1e-12;

  private HtmlReport() {}

  /** Returns the page. */
  public static String page(BacktestResult result) {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width\">\n")
        .append("<title>Weir backtest</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head>\n<body>\n<h1>Backtest</h1>\n");
    page.append(rows(result));
    section(page, "What is resolved", resolved(result));
    if (!result.notes().isEmpty()) {
      section(page, "What to know of the data first", HtmlTable.list(result.notes()));
    }
    section(
        page,
        "What the policies bring at what they cost",
        CurveChart.of(result)
            + "<p><small>Revenue per impression, doubly robust, over the cost that was observed at"
            + " each budget. Whiskers are 95 % intervals of one split.</small></p>");
    section(page, "Revenue per impression at each budget", scores(result));
    section(page, "Cost beside the budget", costs(result));
    if (result.baseline() != null && !result.differences().isEmpty()) {
      section(page, "Difference to " + result.baseline(), differences(result));
    }
    section(page, "One arm for everybody", arms(result));
    return page.append("</body>\n</html>\n").toString();
  }

  private static void section(StringBuilder page, String title, String body) {
    page.append("<h2>").append(HtmlTable.escape(title)).append("</h2>\n").append(body).append('\n');
  }

  private static String rows(BacktestResult result) {
    return String.format(
        Locale.ROOT,
        "<p>%d %s; rows per seed: %,d observational, %,d randomized to train on, %,d to validate,"
            + " %,d to test.</p>%n",
        result.seeds().size(),
        result.seeds().size() == 1 ? "seed" : "seeds",
        result.observationalRows(),
        result.trainingRows(),
        result.validationRows(),
        result.testRows());
  }

  private static String resolved(BacktestResult result) {
    List<String> sentences = new ArrayList<>();
    for (int j = 1; j < result.arms().size(); j++) {
      ArmMean mean = result.armMeans().get(j);
      sentences.add(
          "Arm "
              + result.arms().get(j)
              + (mean.effectIsSeen()
                  ? " changes revenue by " + interval(mean.effect()) + " for everybody."
                  : ": whether it changes revenue is not resolved, "
                      + interval(mean.effect())
                      + "."));
    }
    for (Difference difference : result.differences()) {
      if (difference.measure().equals("eom") && known(result, difference)) {
        sentences.add(sentence(result, difference));
      }
    }
    if (result.differences().isEmpty()) {
      sentences.add("No baseline was run, so no two methods are compared.");
    }
    return HtmlTable.list(sentences);
  }

  /** With one seed only differences at single budgets have an error. */
  private static boolean known(BacktestResult result, Difference difference) {
    return difference.budget() == null ? result.seeds().size() > 1 : result.seeds().size() == 1;
  }

  private static String sentence(BacktestResult result, Difference difference) {
    Double budget = difference.budget();
    Double half = difference.halfWidth();
    String where =
        budget == null ? " in the mean over the budgets" : " at a budget of " + plain(budget);
    String by = signed(difference.mean()) + (half == null ? "" : " ± " + plain(half));
    String verb = difference.mean() > 0 ? " earns more than " : " earns less than ";
    return difference.clear()
        ? difference.method() + verb + result.baseline() + where + ": " + by + "."
        : "Between "
            + difference.method()
            + " and "
            + result.baseline()
            + where
            + " nothing is resolved: "
            + by
            + ".";
  }

  private static String scores(BacktestResult result) {
    boolean aucc = result.methods().stream().anyMatch(method -> method.aucc() != null);
    HtmlTable table = new HtmlTable();
    List<String> header = new ArrayList<>(List.of("method"));
    result.budgets().forEach(budget -> header.add("at " + plain(budget)));
    if (aucc) {
      header.add("AUCC");
    }
    header.add("seconds");
    table.header(header);
    for (MethodResult method : result.methods()) {
      List<String> cells = new ArrayList<>(List.of(method.method()));
      method.eom().forEach(eom -> cells.add(interval(eom)));
      if (aucc) {
        Double area = method.aucc();
        cells.add(area == null ? "" : plain(area));
      }
      cells.add(String.format(Locale.ROOT, "%.1f", method.seconds()));
      table.row(cells);
    }
    return table.render();
  }

  private static String costs(BacktestResult result) {
    HtmlTable table = new HtmlTable();
    table.header(List.of("method", "budget", "predicted", "observed", ""));
    for (MethodResult method : result.methods()) {
      for (PolicyCost cost : method.cost()) {
        boolean calibrated =
            cost.expected() >= cost.observed().lower()
                && cost.expected() <= cost.observed().upper();
        String remark = calibrated ? "" : "the prediction lies outside the interval";
        table.row(
            List.of(
                method.method(),
                plain(cost.budget()),
                plain(cost.expected()),
                interval(cost.observed()),
                cost.reachable() ? remark : "cannot be met: the cheapest policy costs more"));
      }
    }
    return table.render();
  }

  private static String differences(BacktestResult result) {
    HtmlTable table = new HtmlTable();
    table.header(List.of("method", "measure", "budget", "difference", "95 %", ""));
    for (Difference difference : result.differences()) {
      Double budget = difference.budget();
      Double half = difference.halfWidth();
      boolean errors = difference.measure().equals("validationError");
      String verdict =
          !difference.clear() ? "unresolved" : difference.mean() > 0 == errors ? "worse" : "better";
      table.row(
          verdict,
          List.of(
              difference.method(),
              difference.measure(),
              budget == null ? "mean" : plain(budget),
              signed(difference.mean()),
              half == null ? "" : "± " + plain(half),
              verdict));
    }
    return table.render();
  }

  private static String arms(BacktestResult result) {
    List<List<String>> rows = ArmRows.of(result, HtmlReport::interval);
    HtmlTable table = new HtmlTable();
    table.header(rows.get(0));
    rows.stream().skip(1).forEach(table::row);
    return table.render();
  }

  private static String interval(Interval of) {
    return plain(of.estimate()) + " [" + plain(of.lower()) + ", " + plain(of.upper()) + "]";
  }

  /** Four digits; what rounding leaves of a zero is one. */
  static String plain(double value) {
    if (Math.abs(value) < NOTHING) {
      return "0";
    }
    return String.format(Locale.ROOT, "%.4g", value);
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.4g", value);
  }
}
