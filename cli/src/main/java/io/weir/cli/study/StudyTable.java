package io.weir.cli.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Results side by side, as a Markdown table: means over worlds (a campaign of a seed each) with the
 * standard error, and the difference from the first method, paired by world.
 */
final class StudyTable {
  /**
   * A stretch of the stream.
   *
   * @param name heading
   * @param from first chunk
   * @param to chunk after the last
   */
  record Stretch(String name, int from, int to) {}

  private StudyTable() {}

  /**
   * Draws the table.
   *
   * @param results of one or more methods; worlds that not all of them have are left out
   * @param stretches columns
   * @param reference method that differences are taken from
   */
  static String markdown(List<StudyResult> results, List<Stretch> stretches, String reference) {
    Map<String, Map<String, StudyResult>> byMethod = new LinkedHashMap<>();
    for (StudyResult result : results) {
      byMethod
          .computeIfAbsent(result.method(), name -> new TreeMap<>())
          .put(result.seed() + "/" + result.campaign(), result);
    }
    List<String> worlds = new ArrayList<>(byMethod.values().iterator().next().keySet());
    byMethod.values().forEach(method -> worlds.retainAll(method.keySet()));
    StringBuilder text = new StringBuilder("| method |");
    StringBuilder rule = new StringBuilder("|---|");
    for (Stretch stretch : stretches) {
      text.append(' ').append(stretch.name).append(" | less ").append(reference).append(" |");
      rule.append("---|---|");
    }
    text.append(" cost over budget | s |\n").append(rule).append("---|---|\n");
    Map<String, StudyResult> base = byMethod.get(reference);
    byMethod.forEach(
        (name, method) -> {
          text.append("| ").append(name).append(" |");
          for (Stretch stretch : stretches) {
            text.append(cell(worlds, w -> method.get(w).mean(stretch.from, stretch.to), false));
            text.append(
                base == null || name.equals(reference)
                    ? " |"
                    : cell(
                        worlds,
                        w ->
                            method.get(w).mean(stretch.from, stretch.to)
                                - base.get(w).mean(stretch.from, stretch.to),
                        true));
          }
          text.append(
              cell(
                  worlds,
                  w ->
                      java.util.Arrays.stream(method.get(w).overspend())
                          .skip(3)
                          .average()
                          .orElse(0),
                  true));
          text.append(
              String.format(
                  Locale.ROOT,
                  " %.0f |%n",
                  worlds.stream().mapToDouble(w -> method.get(w).seconds()).average().orElse(0)));
        });
    return text.append(String.format(Locale.ROOT, "%n%d worlds.%n", worlds.size())).toString();
  }

  private static String cell(List<String> worlds, ToDoubleFunction<String> value, boolean signed) {
    double[] values = worlds.stream().mapToDouble(value).toArray();
    double mean = java.util.Arrays.stream(values).average().orElse(Double.NaN);
    double squares = 0;
    for (double v : values) {
      squares += (v - mean) * (v - mean);
    }
    double error = Math.sqrt(squares / (values.length - 1.0) / values.length);
    return String.format(Locale.ROOT, signed ? " %+.3f (%.3f) |" : " %.3f (%.3f) |", mean, error);
  }
}
