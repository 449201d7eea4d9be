package io.weir.simulator.pacing;

import io.weir.core.pacing.Pacer;
import io.weir.core.pacing.PacingMethod;
import io.weir.core.pacing.PacingReading;
import io.weir.core.pacing.PriceLadder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * How often what a campaign came to pay lies in the 95 % interval that was projected in the course
 * of its day. Run it: it prints the second table of docs/evidence/pacing.md.
 */
public final class ProjectionCoverage {
  private static final double[] SHARES = {0.25, 0.5, 0.75, 0.9};

  private ProjectionCoverage() {}

  /**
   * One scenario, one way to price, one time of day.
   *
   * @param scenario scenario
   * @param pricing "paced" or "fixed price"
   * @param share of the day that has passed when the projection is read
   * @param covered share of campaigns whose final spend lies in the interval
   * @param bias mean of projected less paid, over paid
   * @param halfWidth mean half width of the interval, over paid
   */
  public record Row(
      String scenario,
      String pricing,
      double share,
      double covered,
      double bias,
      double halfWidth) {}

  /** Days on which a price that is never changed does not exhaust the budget. */
  public static List<PacingScenario> scenarios() {
    return List.of(
        PacingScenario.plain("steady, costs -30 %", 0.7),
        PacingScenario.plain("diurnal, costs -30 %", 0.7).withTraffic(0.7, false, true),
        PacingScenario.plain("bursty, costs -30 %", 0.7).withTraffic(0.7, true, true),
        PacingScenario.plain("delayed, costs -30 %", 0.7).withDelay(60),
        PacingScenario.plain("first day, diurnal, costs -30 %", 0.7)
            .withTraffic(0.7, false, false));
  }

  /**
   * Runs one scenario.
   *
   * @param campaigns days to draw
   * @param impressions expected impressions of each
   * @return a row a way to price and time of day
   */
  public static List<Row> run(PacingScenario scenario, int campaigns, int impressions, long seed) {
    Tally[] fixed = tallies();
    Tally[] paced = tallies();
    for (int campaign = 0; campaign < campaigns; campaign++) {
      PacedDay day = new PacedDay(scenario, impressions, seed + 1_000L * campaign);
      add(day, day::publishedPrice, fixed);
      add(day, PacingMethod.COMBINED::start, paced);
    }
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < SHARES.length; k++) {
      rows.add(fixed[k].row(scenario.name(), "fixed price", SHARES[k]));
    }
    for (int k = 0; k < SHARES.length; k++) {
      rows.add(paced[k].row(scenario.name(), "paced", SHARES[k]));
    }
    return rows;
  }

  private static void add(PacedDay day, Function<PriceLadder, Pacer> method, Tally[] tallies) {
    PacingReading[] readings = new PacingReading[SHARES.length];
    PacedDay.Outcome outcome =
        day.run(
            method,
            (share, reading) -> {
              for (int k = 0; k < SHARES.length; k++) {
                if (readings[k] == null && share >= SHARES[k]) {
                  readings[k] = reading;
                }
              }
            });
    for (int k = 0; k < SHARES.length; k++) {
      tallies[k].add(readings[k], outcome.paid());
    }
  }

  private static Tally[] tallies() {
    Tally[] tallies = new Tally[SHARES.length];
    for (int k = 0; k < tallies.length; k++) {
      tallies[k] = new Tally();
    }
    return tallies;
  }

  private static final class Tally {
    private int count;
    private int covered;
    private double bias;
    private double width;

    void add(PacingReading reading, double paid) {
      count++;
      covered += paid >= reading.projectedLower() && paid <= reading.projectedUpper() ? 1 : 0;
      bias += reading.projected() / paid - 1;
      width += (reading.projectedUpper() - reading.projected()) / paid;
    }

    Row row(String scenario, String pricing, double share) {
      return new Row(
          scenario, pricing, share, (double) covered / count, bias / count, width / count);
    }
  }

  /**
   * Prints the table as Markdown.
   *
   * @param arguments campaigns (default 200), impressions of each (default 20,000), seed (1)
   */
  public static void main(String[] arguments) {
    int campaigns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    int impressions = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
    System.out.println("| day | pricing | of the day | covered | bias | half width |");
    System.out.println("|---|---|---|---|---|---|");
    for (PacingScenario scenario : scenarios()) {
      for (Row row : run(scenario, campaigns, impressions, seed)) {
        System.out.printf(
            Locale.ROOT,
            "| %s | %s | %.0f %% | %.1f %% | %+.1f %% | %.1f %% |%n",
            row.scenario(),
            row.pricing(),
            100 * row.share(),
            100 * row.covered(),
            100 * row.bias(),
            100 * row.halfWidth());
      }
    }
  }
}
