package io.weir.cli.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What published numbers were worth, method by method, as a Markdown table. */
final class HonestyTable {
  private HonestyTable() {}

  /**
   * Draws the table.
   *
   * @param results of one or more methods
   * @param takeOver chunk from which on time below chance and spend are counted
   * @param flipAt chunk at which effects reverse; null if they do not
   */
  static String markdown(List<StudyResult> results, int takeOver, @Nullable Integer flipAt) {
    Map<String, List<StudyResult>> byMethod = new LinkedHashMap<>();
    for (StudyResult result : results) {
      if (result.honesty() != null) {
        byMethod.computeIfAbsent(result.method(), name -> new ArrayList<>()).add(result);
      }
    }
    StringBuilder text =
        new StringBuilder(
            "| method | policyValue covers | its bias | gain at equal cost covers | ladder covers | its costs are off by | ladders"
                + " out of order | true cost over budget | slides above 1.1 budgets | slides below"
                + " chance | below the old policy | slides to above chance after a flip, median and"
                + " most | churn |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    byMethod.forEach((name, worlds) -> text.append(row(name, worlds, takeOver, flipAt)));
    return text.toString();
  }

  private static String row(
      String name, List<StudyResult> worlds, int takeOver, @Nullable Integer flipAt) {
    double intervals = 0;
    double covered = 0;
    double bias = 0;
    double gains = 0;
    double gainsCovered = 0;
    double rungs = 0;
    double rungsCovered = 0;
    double costError = 0;
    int disorders = 0;
    double churn = 0;
    double overspend = 0;
    double above = 0;
    double below = 0;
    double belowOld = 0;
    List<Integer> recovery = new ArrayList<>();
    for (StudyResult world : worlds) {
      Honesty honesty = java.util.Objects.requireNonNull(world.honesty());
      intervals += honesty.intervals();
      covered += honesty.covered();
      bias += honesty.bias() / worlds.size();
      gains += honesty.gains();
      gainsCovered += honesty.gainsCovered();
      rungs += honesty.rungs();
      rungsCovered += honesty.rungsCovered();
      costError += honesty.costError() / worlds.size();
      disorders += honesty.disorders();
      churn += honesty.churn() / worlds.size();
      int from = Math.min(takeOver, world.values().length - 1);
      int slides = world.values().length - from;
      for (int k = from; k < world.values().length; k++) {
        overspend += world.overspend()[k] / slides / worlds.size();
        above += world.overspend()[k] > 0.1 ? 1.0 / worlds.size() : 0;
        below += world.values()[k] < 0 ? 1.0 / worlds.size() : 0;
        double[] old = world.oldPolicy();
        belowOld += old != null && world.values()[k] < old[k] ? 1.0 / worlds.size() : 0;
      }
      if (flipAt != null) {
        recovery.add(recovered(world.values(), flipAt - 1));
      }
    }
    recovery.sort(null);
    return String.format(
        Locale.ROOT,
        "| %s | %.1f %% | %+.1f %% | %.1f %% | %.1f %% | %+.1f %% | %d | %+.3f | %.1f | %.1f | %.1f | %s | %.3f |%n",
        name,
        100 * covered / Math.max(1, intervals),
        100 * bias,
        100 * gainsCovered / Math.max(1, gains),
        100 * rungsCovered / Math.max(1, rungs),
        100 * costError,
        disorders,
        overspend,
        above,
        below,
        belowOld,
        recovery.isEmpty()
            ? ""
            : recovery.get(recovery.size() / 2) + ", " + recovery.get(recovery.size() - 1),
        churn);
  }

  /** Returns after how many slides the value is above chance and stays there for the next one. */
  private static int recovered(double[] values, int from) {
    for (int k = from; k + 1 < values.length; k++) {
      if (values[k] > 0 && values[k + 1] > 0) {
        return k - from;
      }
    }
    return values.length - from;
  }
}
