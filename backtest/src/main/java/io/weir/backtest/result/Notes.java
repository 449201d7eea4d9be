package io.weir.backtest.result;

import io.weir.backtest.data.Experiment;
import io.weir.backtest.evaluate.ArmMean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a reader must know before the numbers, in words. */
public final class Notes {
  /** Differences beyond their 95 % intervals that chance alone gives. */
  private static final double BY_CHANCE = 0.05;

  private Notes() {}

  /** What the data itself says. */
  public static List<String> ofData(Experiment experiment, List<ArmMean> armMeans) {
    List<String> notes = new ArrayList<>();
    if (experiment.duplicates() > 0) {
      notes.add(
          text(
              "%d of %d rows repeat an earlier row in every column. %s",
              experiment.duplicates(),
              experiment.rows(),
              experiment.unit() == null
                  ? "If they are copies, intervals are too narrow and rows learned from are tested"
                      + " on: name the column of the randomization unit as 'unit'."
                  : "Rows of one unit stay together, and intervals allow for them."));
    }
    List<String> arms = experiment.arms();
    String free = arms.get(experiment.freeArm());
    double least = Arrays.stream(experiment.revenue()).min().orElseThrow();
    double greatest = Arrays.stream(experiment.revenue()).max().orElseThrow();
    if (least == greatest) {
      notes.add(
          text("Zero effect: revenue is %s on every row, so every policy earns %s.", least, least));
      return notes;
    }
    List<String> seen = new ArrayList<>();
    for (int j = 0; j < arms.size(); j++) {
      if (j != experiment.freeArm() && armMeans.get(j).effectIsSeen()) {
        seen.add(arms.get(j));
      }
    }
    if (seen.isEmpty()) {
      notes.add(
          text(
              "No effect is resolved: on average no arm's revenue differs from that of '%s' by more"
                  + " than its 95 %% interval.",
              free));
    }
    return notes;
  }

  /** What became of the budgets, and of the area under the cost curve. */
  public static List<String> ofMethods(
      List<MethodResult> methods, List<Double> budgets, Experiment experiment, List<ArmMean> arms) {
    List<String> notes = new ArrayList<>();
    for (int b = 0; b < budgets.size(); b++) {
      int budget = b;
      List<String> over =
          methods.stream()
              .filter(method -> !method.cost().get(budget).reachable())
              .map(MethodResult::method)
              .toList();
      if (!over.isEmpty()) {
        notes.add(
            text(
                "Budget %.4g cannot be met by %s: arm '%s' for everybody already costs %.4f. Shown is"
                    + " the cheapest policy there is.",
                budgets.get(b),
                over.size() == methods.size() ? "any policy" : String.join(", ", over),
                experiment.arms().get(cheapest(arms)),
                arms.get(cheapest(arms)).cost().estimate()));
      }
    }
    if (experiment.arms().size() == 2 && methods.stream().allMatch(m -> m.aucc() == null)) {
      notes.add("AUCC is left out: it is a share of an effect, and no effect is resolved.");
    }
    return notes;
  }

  private static int cheapest(List<ArmMean> arms) {
    int best = 0;
    for (int j = 1; j < arms.size(); j++) {
      if (arms.get(j).cost().estimate() < arms.get(best).cost().estimate()) {
        best = j;
      }
    }
    return best;
  }

  /** Whether differences in EOM to the baseline are more than chance gives. */
  static String ofDifferences(List<Difference> differences, String baseline) {
    List<Difference> tested =
        differences.stream()
            .filter(d -> d.measure().equals("eom") && d.halfWidth() != null)
            .toList();
    long clear = tested.stream().filter(Difference::clear).count();
    if (clear == 0) {
      return text(
          "Nothing is resolved: no method's EOM differs from that of %s by more than its 95 %%"
              + " interval.",
          baseline);
    }
    String counted =
        text(
            "%d of %d differences in EOM to %s are beyond their 95 %% interval",
            clear, tested.size(), baseline);
    return clear <= BY_CHANCE * tested.size()
        ? counted + ": no more than chance gives, so nothing is resolved."
        : counted + ".";
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
