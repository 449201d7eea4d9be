package io.weir.cli.campaign.file;

import io.weir.contract.Suggestions;
import io.weir.schemas.Arm;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Holdout;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A campaign read from a file.
 *
 * @param campaign the record, its version 0; null if the file is unreadable. Only of use if there
 *     are no problems
 * @param problems everything that is wrong, in the order of the file
 */
public record CampaignFile(@Nullable Campaign campaign, List<FileProblem> problems) {
  private static final long MOST_BYTES = 1 << 20;
  private static final int MICROS_DIGITS = 6;

  /** Keys of learning options whose unit is the millisecond; a duration is understood there. */
  private static final String MILLIS_SUFFIX = "-ms";

  /**
   * Reads a file: JSON if its name ends with {@code .json}, else YAML.
   *
   * @param now what {@code now} stands for
   * @param check looks at what can be read, beyond what the file's form asks for
   * @throws IOException if the file cannot be read
   */
  public static CampaignFile read(Path file, Instant now, CampaignCheck check) throws IOException {
    if (Files.isDirectory(file)) {
      FileProblem directory = new FileProblem(0, "", "is a directory: name the file");
      return new CampaignFile(null, List.of(directory));
    }
    if (Files.size(file) > MOST_BYTES) {
      FileProblem large = new FileProblem(0, "", "is larger than a megabyte: no campaign is");
      return new CampaignFile(null, List.of(large));
    }
    boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    return parse(Files.readString(file), json, now, check);
  }

  /** Reads the text of a file. */
  static CampaignFile parse(String text, boolean json, Instant now, CampaignCheck check) {
    List<FileProblem> problems = new ArrayList<>();
    FileNode.Fields root = FileParser.parse(text, json, problems);
    return root == null
        ? new CampaignFile(null, List.copyOf(problems))
        : of(root, problems, now, check);
  }

  static CampaignFile of(
      FileNode.Fields root, List<FileProblem> problems, Instant now, CampaignCheck check) {
    Campaign campaign = campaign(new FieldReader(root, "", problems), now);
    FilePaths paths = new FilePaths(root, campaign);
    List<FileProblem> found = check.problems(campaign).stream().map(paths::locate).toList();
    for (FileProblem problem : found) {
      // What is missing stands in the record as an empty text or a zero: that was said already.
      boolean told = problems.stream().anyMatch(other -> other.path().equals(problem.path()));
      String below = problem.path() + ".";
      boolean toldInDetail = found.stream().anyMatch(other -> other.path().startsWith(below));
      if (!told && !toldInDetail) {
        problems.add(problem);
      }
    }
    problems.sort(java.util.Comparator.comparingInt(FileProblem::line));
    return new CampaignFile(campaign, List.copyOf(problems));
  }

  private static Campaign campaign(FieldReader root, Instant now) {
    String id = root.required("campaign", "spring-coupon");
    Map<String, String> arms = root.names("arms");
    if (!root.has("arms")) {
      root.problem("arms", "is missing; a list, the first of which is \"no treatment\" and free");
    }
    FieldReader features = root.fields("features", true);
    Duration window = root.duration("attribution-window");
    if (!root.has("attribution-window")) {
      root.required("attribution-window", "30m");
    }
    Double policyShare = root.share("policy-share");
    FieldReader holdout = root.fields("holdout", true);
    holdout.text("spend-cap");
    Long spendCap = holdout.has("spend-cap") ? (Long) micros(holdout, "spend-cap", "500") : null;
    Campaign.Builder campaign =
        Campaign.newBuilder()
            .setCampaignId(id)
            .setVersion(0)
            .setStatus(status(root))
            .setArms(arms.entrySet().stream().map(a -> new Arm(a.getKey(), a.getValue())).toList())
            .setFeatureSet(features.required("set", "coupon-v1"))
            .setNumericFeatures(List.copyOf(features.names("numeric").keySet()))
            .setCategoricalFeatures(categorical(features))
            .setNullableFeatures(List.copyOf(features.names("nullable").keySet()))
            .setHoldout(holdout(holdout, id, List.copyOf(arms.keySet())))
            .setHoldoutSpendCapMicros(spendCap)
            .setBudget(budget(root.fields("budget", true), now))
            .setAttributionWindowMs(window == null ? 0 : window.toMillis())
            .setPolicyShare(policyShare == null ? 1 : policyShare)
            .setRevenueUnit(root.text("revenue"))
            .setLearning(learning(root.fields("learning", false)));
    features.refuseOthers();
    root.refuseOthers();
    return campaign.build();
  }

  private static CampaignStatus status(FieldReader root) {
    String text = root.text("status");
    List<String> all =
        Arrays.stream(CampaignStatus.values()).map(s -> s.name().toLowerCase(Locale.ROOT)).toList();
    if (text == null) {
      return CampaignStatus.SHADOW;
    }
    String word = text.toLowerCase(Locale.ROOT);
    if (!all.contains(word)) {
      root.problem(
          "status",
          "is \""
              + text
              + "\", allowed: "
              + String.join(", ", all)
              + Suggestions.didYouMean(word, all));
      return CampaignStatus.SHADOW;
    }
    return CampaignStatus.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static List<CategoricalFeature> categorical(FieldReader features) {
    List<CategoricalFeature> all = new ArrayList<>();
    if (!features.has("categorical")) {
      features.names("categorical");
      return all;
    }
    FieldReader named = features.fields("categorical", false);
    for (String name : named.texts().keySet()) {
      all.add(new CategoricalFeature(name, (int) whole(named, name, Integer.MAX_VALUE)));
    }
    return all;
  }

  private static Holdout holdout(FieldReader holdout, String campaignId, List<String> arms) {
    Double rate = holdout.share("rate");
    if (!holdout.has("rate")) {
      holdout.required("rate", "10%");
    }
    String salt = holdout.text("salt");
    Map<String, Double> probabilities = new LinkedHashMap<>();
    if (holdout.has("probabilities")) {
      FieldReader named = holdout.fields("probabilities", false);
      named
          .texts()
          .forEach(
              (arm, text) -> {
                Double probability = named.share(arm, text);
                probabilities.put(arm, probability == null ? 0 : probability);
              });
    } else {
      holdout.fields("probabilities", false);
      arms.forEach(arm -> probabilities.put(arm, 1.0 / arms.size()));
    }
    boolean perImpression = holdout.flag("per-impression");
    holdout.refuseOthers();
    return new Holdout(
        rate == null ? 0 : rate,
        probabilities,
        salt == null ? campaignId + "-holdout" : salt,
        perImpression);
  }

  private static Budget budget(FieldReader budget, Instant now) {
    long micros = micros(budget, "amount", "25000");
    String currency = budget.required("currency", "EUR");
    Instant from = budget.time("from", now);
    if (!budget.has("from")) {
      budget.required("from", "2026-05-01T00:00:00+02:00");
    }
    Instant to = budget.time("to", now);
    Duration length = budget.duration("for");
    if (budget.has("to") == budget.has("for")) {
      budget.problem(
          "to",
          budget.has("to")
              ? "and \"for\" both say when the period ends"
              : "is missing; or for: 7d");
    }
    Instant start = from == null ? Instant.EPOCH : from;
    if (to == null) {
      to = start.plus(length == null ? Duration.ofDays(1) : length);
    }
    budget.refuseOthers();
    return new Budget(micros, currency, start, to);
  }

  private static long micros(FieldReader reader, String key, String example) {
    BigDecimal amount = reader.number(key);
    if (amount == null) {
      if (!reader.has(key)) {
        reader.required(key, example);
      }
      return 0;
    }
    try {
      return amount.movePointRight(MICROS_DIGITS).longValueExact();
    } catch (ArithmeticException e) {
      reader.problem(
          key,
          "is " + amount.toPlainString() + ", which needs more than 6 decimals or is out of range");
      return 0;
    }
  }

  private static long whole(FieldReader reader, String key, long most) {
    BigDecimal number = reader.number(key);
    try {
      long value = number == null ? 0 : number.longValueExact();
      if (value <= most) {
        return value;
      }
    } catch (ArithmeticException e) {
      // Said below: neither a fraction nor too large a number is a count.
    }
    reader.problem(key, "is " + number + ", which is no whole number in range");
    return 1;
  }

  private static Map<String, String> learning(FieldReader learning) {
    Map<String, String> options = new TreeMap<>(learning.texts());
    for (String key : List.copyOf(options.keySet())) {
      String text = options.getOrDefault(key, "");
      if (key.endsWith(MILLIS_SUFFIX) && !text.matches("-?\\d+")) {
        Duration duration = learning.duration(key);
        if (duration != null) {
          options.put(key, Long.toString(duration.toMillis()));
        }
      }
    }
    return options;
  }
}
