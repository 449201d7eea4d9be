package io.weir.simulator.pacing;

import io.weir.core.pacing.PacingMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Ten campaigns through a day, paced by each method, against the best fixed price in hindsight. Run
 * it: it prints the table of docs/evidence/pacing.md.
 */
public final class PacingStudy {
  private static final int CAMPAIGNS = 10;

  private PacingStudy() {}

  /**
   * One method on one scenario, over all campaigns.
   *
   * @param scenario scenario
   * @param method method
   * @param meanSpent spend over budget, mean of the campaigns, see {@link PacedDay.Outcome}
   * @param leastSpent least of any campaign
   * @param mostSpent most of any campaign
   * @param meanValue value over that of the best fixed price in hindsight, mean of the campaigns
   * @param leastValue the same, least of any campaign
   */
  public record Row(
      String scenario,
      String method,
      double meanSpent,
      double leastSpent,
      double mostSpent,
      double meanValue,
      double leastValue) {}

  /** The scenarios of the table. */
  public static List<PacingScenario> scenarios() {
    List<PacingScenario> all = new ArrayList<>();
    for (double error : new double[] {1, 1.3, 0.7}) {
      String cost = error == 1 ? "" : error > 1 ? ", costs +30 %" : ", costs -30 %";
      all.add(PacingScenario.plain("steady" + cost, error));
      all.add(PacingScenario.plain("diurnal" + cost, error).withTraffic(0.7, false, true));
      all.add(PacingScenario.plain("bursty" + cost, error).withTraffic(0.7, true, true));
      all.add(PacingScenario.plain("delayed" + cost, error).withDelay(60));
      all.add(PacingScenario.plain("cut by half" + cost, error).withCut(0.5));
    }
    all.add(PacingScenario.plain("first day, diurnal", 1.3).withTraffic(0.7, false, false));
    all.add(
        PacingScenario.plain("all at once, costs +30 %", 1.3)
            .withTraffic(0.7, true, true)
            .withDelay(60)
            .withCut(0.5)
            .withHoldout(0.05));
    all.add(
        PacingScenario.plain("all at once, costs -30 %", 0.7)
            .withTraffic(0.7, true, true)
            .withDelay(60)
            .withCut(0.5)
            .withHoldout(0.05));
    return all;
  }

  /**
   * Runs one scenario.
   *
   * @param impressions expected impressions of each campaign
   * @return a row a method, the published price kept until nothing is left being "FIXED"
   */
  public static List<Row> run(PacingScenario scenario, int impressions, long seed) {
    Map<String, List<PacedDay.Outcome>> outcomes = new LinkedHashMap<>();
    List<Double> best = new ArrayList<>();
    for (int campaign = 0; campaign < CAMPAIGNS; campaign++) {
      PacedDay day = new PacedDay(scenario, impressions, seed + 1_000L * campaign);
      best.add(day.bestFixedValue());
      for (PacingMethod method : PacingMethod.values()) {
        outcomes
            .computeIfAbsent(method.name(), name -> new ArrayList<>())
            .add(day.run(method::start));
      }
      outcomes
          .computeIfAbsent("FIXED", name -> new ArrayList<>())
          .add(day.run(day::publishedPrice));
    }
    List<Row> rows = new ArrayList<>();
    outcomes.forEach((method, days) -> rows.add(row(scenario.name(), method, days, best)));
    return rows;
  }

  private static Row row(
      String scenario, String method, List<PacedDay.Outcome> days, List<Double> best) {
    double[] value = new double[days.size()];
    double[] spent = new double[days.size()];
    for (int i = 0; i < value.length; i++) {
      value[i] = days.get(i).value() / best.get(i);
      spent[i] = days.get(i).spent();
    }
    return new Row(
        scenario,
        method,
        java.util.Arrays.stream(spent).average().orElse(0),
        java.util.Arrays.stream(spent).min().orElse(0),
        java.util.Arrays.stream(spent).max().orElse(0),
        java.util.Arrays.stream(value).average().orElse(0),
        java.util.Arrays.stream(value).min().orElse(0));
  }

  /**
   * Prints the table as Markdown.
   *
   * @param arguments impressions of a campaign and day (default 50,000) and seed (default 1)
   */
  public static void main(String[] arguments) {
    int impressions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50_000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    System.out.println(
        "| scenario | method | spent of budget: mean | least | most | value: mean | least |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (PacingScenario scenario : scenarios()) {
      for (Row row : run(scenario, impressions, seed)) {
        System.out.printf(
            Locale.ROOT,
            "| %s | %s | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% |%n",
            row.scenario(),
            row.method(),
            100 * row.meanSpent(),
            100 * row.leastSpent(),
            100 * row.mostSpent(),
            100 * row.meanValue(),
            100 * row.leastValue());
      }
    }
  }
}
