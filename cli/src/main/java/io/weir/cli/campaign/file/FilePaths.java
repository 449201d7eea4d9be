package io.weir.cli.campaign.file;

import io.weir.contract.Problem;
import io.weir.schemas.Campaign;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds where in a file a field of the record stands. */
final class FilePaths {
  /** Fields of the record by their keys in the file; the rest is the same in both. */
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("campaignId", "campaign"),
          Map.entry("attributionWindowMs", "attribution-window"),
          Map.entry("policyShare", "policy-share"),
          Map.entry("revenueUnit", "revenue"),
          Map.entry("featureSet", "features.set"),
          Map.entry("numericFeatures", "features.numeric"),
          Map.entry("categoricalFeatures", "features.categorical"),
          Map.entry("nullableFeatures", "features.nullable"),
          Map.entry(
              "numericFeatures, buckets of categoricalFeatures and nullableFeatures", "features"),
          Map.entry("budget.amountMicros", "budget.amount"),
          Map.entry("budget.periodStart", "budget.from"),
          Map.entry("budget.periodEnd", "budget.to"),
          Map.entry("holdoutSpendCapMicros", "holdout.spend-cap"),
          Map.entry("holdout.armProbabilities", "holdout.probabilities"));

  private static final Pattern INDEXED = Pattern.compile("([^\\[]+)\\[([^\\]]*)\\](.*)");

  private final FileNode.Fields root;
  private final Campaign campaign;

  FilePaths(FileNode.Fields root, Campaign campaign) {
    this.root = root;
    this.campaign = campaign;
  }

  FileProblem locate(Problem problem) {
    String path = translate(problem.path());
    return new FileProblem(line(path), path, problem.message());
  }

  private String translate(String path) {
    Matcher indexed = INDEXED.matcher(path);
    if (!indexed.matches()) {
      String key = KEYS.getOrDefault(path, path);
      boolean byLength = key.equals("budget.to") && line(key) == 0 && line("budget.for") > 0;
      return byLength ? "budget.for" : key;
    }
    String list = KEYS.getOrDefault(indexed.group(1), indexed.group(1));
    return list + "." + name(indexed.group(1), indexed.group(2));
  }

  /** What a list is told by its place in the record, a file tells by name. */
  private String name(String list, String index) {
    if (!index.matches("\\d{1,6}")) {
      return index;
    }
    int place = Integer.parseInt(index);
    return switch (list) {
      case "arms" -> campaign.getArms().get(place).getArmId();
      case "numericFeatures" -> campaign.getNumericFeatures().get(place);
      case "categoricalFeatures" -> campaign.getCategoricalFeatures().get(place).getName();
      case "nullableFeatures" -> campaign.getNullableFeatures().get(place);
      default -> index;
    };
  }

  /** Line of a key, or of the nearest one above it that is there; 0 for none. */
  private int line(String path) {
    FileNode node = root;
    String rest = path;
    int line = 0;
    while (node instanceof FileNode.Fields fields) {
      FileNode found = fields.fields().get(rest);
      if (found != null) {
        return found.line();
      }
      int dot = rest.indexOf('.');
      found = dot < 0 ? null : fields.fields().get(rest.substring(0, dot));
      if (found == null) {
        return line;
      }
      line = found.line();
      rest = rest.substring(dot + 1);
      node = found;
    }
    return line;
  }
}
