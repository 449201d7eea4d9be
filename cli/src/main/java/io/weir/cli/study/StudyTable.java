package io.weir.cli.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

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
    for (Map.Entry<String, Map<String, StudyResult>> method : byMethod.entrySet()) {
      List<StudyResult> own = of(method.getValue(), worlds);
      boolean other = !method.getKey().equals(reference);
      text.append("| ").append(method.getKey()).append(" |");
      for (Stretch stretch : stretches) {
        double[] values = means(own, stretch);
        text.append(cell(values, false));
        text.append(
            base != null && other
                ? cell(minus(values, means(of(base, worlds), stretch)), true)
                : " |");
      }
      double[] overspend =
          own.stream()
              .mapToDouble(r -> Arrays.stream(r.overspend()).skip(3).average().orElse(0))
              .toArray();
      double seconds = own.stream().mapToDouble(StudyResult::seconds).average().orElse(0);
      text.append(cell(overspend, true));
      text.append(String.format(Locale.ROOT, " %.0f |%n", seconds));
    }
    return text.append(String.format(Locale.ROOT, "%n%d worlds.%n", worlds.size())).toString();
  }

  private static List<StudyResult> of(Map<String, StudyResult> method, List<String> worlds) {
    return worlds.stream().map(world -> Objects.requireNonNull(method.get(world))).toList();
  }

  private static double[] means(List<StudyResult> results, Stretch stretch) {
    return results.stream().mapToDouble(r -> r.mean(stretch.from, stretch.to)).toArray();
  }

  private static double[] minus(double[] values, double[] others) {
    double[] differences = values.clone();
    for (int i = 0; i < others.length; i++) {
      differences[i] -= others[i];
    }
    return differences;
  }

  /** Mean and standard error. */
  private static String cell(double[] values, boolean signed) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double error = Math.sqrt(squares / (values.length - 1.0) / values.length);
    return String.format(Locale.ROOT, signed ? " %+.3f (%.3f) |" : " %.3f (%.3f) |", mean, error);
  }
}
