package io.weir.backtest.description;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a logged experiment mean and how to backtest on it. Read from JSON; unknown
 * fields are refused.
 *
 * @param files files to read, all with the same columns; may be empty when they are named on the
 *     command line
 * @param numericFeatures numeric columns, standardized on the training rows
 * @param categoricalFeatures categorical columns, one input per level
 * @param nullableFeatures which of these columns may have empty cells. A numeric one is then taken
 *     for its mean, with an input beside it that says so; an empty cell of a categorical one is a
 *     level like any other, as it is without this
 * @param arm the arm column
 * @param revenue revenue of a row, in the objective's unit
 * @param cost cost of a row, in currency units
 * @param propensity column with the probability of the row's arm, in (0, 1], read on randomized
 *     rows; null to count it
 * @param stratum column within which arms were randomized; null for none. With {@code propensity}
 *     it is not used.
 * @param unit column that names who was randomized, where one unit has several rows: splits keep a
 *     unit's rows together, and intervals allow for what they share; null if rows are independent
 * @param timestamp column of whole numbers that orders rows in time; null for a random order
 * @param source column that holds OBS or RCT; null when files tell, or when all rows are randomized
 * @param truth columns of true expected outcomes, for evaluation only; null for none
 * @param budgets budgets in currency units per impression, each zero or more
 * @param split shares of the randomized rows; default 5 %, 10 %, 30 % with {@code obsFromRct}, else
 *     30 %, 10 %, 60 %
 * @param obsFromRct how to make observational rows out of randomized ones; null when there are
 *     observational rows. Defaults to the paper's when all rows are randomized.
 * @param seeds one run per seed: it draws the split, the initial weights and the batches
 */
public record Description(
    List<LogFile> files,
    List<String> numericFeatures,
    List<CategoricalFeature> categoricalFeatures,
    List<String> nullableFeatures,
    ArmColumn arm,
    ValueSource revenue,
    ValueSource cost,
    @Nullable String propensity,
    @Nullable String stratum,
    @Nullable String unit,
    @Nullable String timestamp,
    @Nullable String source,
    @Nullable TruthColumns truth,
    List<Double> budgets,
    @Nullable SplitShares split,
    @Nullable ObsFromRct obsFromRct,
    List<Long> seeds) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final String BOM = "\uFEFF";

  /** Fills defaults and checks what can be checked without the data. */
  public Description {
    files = files == null ? List.of() : List.copyOf(files);
    numericFeatures = numericFeatures == null ? List.of() : List.copyOf(numericFeatures);
    categoricalFeatures =
        categoricalFeatures == null ? List.of() : List.copyOf(categoricalFeatures);
    nullableFeatures = nullableFeatures == null ? List.of() : List.copyOf(nullableFeatures);
    checkNullable(numericFeatures, categoricalFeatures, nullableFeatures);
    seeds = seeds == null ? List.of(1L) : List.copyOf(seeds);
    Checks.present("arm", arm);
    Checks.present("revenue", revenue);
    Checks.present("cost", cost);
    Checks.present("budgets", budgets);
    budgets = List.copyOf(budgets);
    revenue.checkArms("revenue", arm);
    cost.checkArms("cost", arm);
    if (truth != null) {
      truth.checkArms(arm);
    }
    if (numericFeatures.isEmpty() && categoricalFeatures.isEmpty()) {
      throw new IllegalArgumentException("there are no features");
    }
    if (budgets.isEmpty() || seeds.isEmpty()) {
      throw new IllegalArgumentException("'budgets' and 'seeds' need at least one entry each");
    }
    for (double budget : budgets) {
      if (!(budget >= 0) || Double.isInfinite(budget)) {
        throw new IllegalArgumentException("a budget must be finite and not negative: " + budget);
      }
    }
  }

  private static void checkNullable(
      List<String> numeric, List<CategoricalFeature> categorical, List<String> nullable) {
    for (String column : nullable) {
      boolean known =
          numeric.contains(column) || categorical.stream().anyMatch(f -> f.column().equals(column));
      if (!known) {
        throw new IllegalArgumentException(
            "'nullableFeatures' names '" + column + "', which is no feature");
      }
    }
  }

  /**
   * Reads a description.
   *
   * @throws InputException if the file cannot be read, is not JSON, or describes nothing usable;
   *     the message names the file and the place
   */
  public static Description read(Path file) {
    try {
      String text = Files.readString(file);
      return parse(text.startsWith(BOM) ? text.substring(1) : text, file.toString());
    } catch (CharacterCodingException e) {
      throw new InputException("the description " + file + " is not in UTF-8", e);
    } catch (IOException e) {
      throw InputException.of("cannot read the description " + file, e);
    }
  }

  /**
   * Parses a description.
   *
   * @param json the text
   * @param name what to call it in error messages
   * @throws InputException as {@link #read}
   */
  public static Description parse(String json, String name) {
    try {
      return MAPPER.readValue(json, Description.class);
    } catch (JsonProcessingException e) {
      Throwable problem = e.getCause() instanceof IllegalArgumentException cause ? cause : e;
      String text = problem == e ? e.getOriginalMessage() : String.valueOf(problem.getMessage());
      String place = e instanceof JsonMappingException mapping ? mapping.getPathReference() : "";
      String line = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      throw new InputException(
          name + line + ": " + text + (place.isEmpty() ? "" : " at " + shortPlace(place)), e);
    }
  }

  /** The path without class names. */
  private static String shortPlace(String place) {
    return place.replaceAll("[\\w.$]+\\.(\\w+)(?=\\[)", "$1");
  }

  /** The shares in force. */
  public SplitShares splitOrDefault(boolean allRandomized) {
    if (split != null) {
      return split;
    }
    return allRandomized ? new SplitShares(0.05, 0.10, 0.30) : new SplitShares(0.3, 0.1, 0.6);
  }

  /** The same with other seeds. */
  public Description withSeeds(List<Long> newSeeds) {
    return new Description(
        files,
        numericFeatures,
        categoricalFeatures,
        nullableFeatures,
        arm,
        revenue,
        cost,
        propensity,
        stratum,
        unit,
        timestamp,
        source,
        truth,
        budgets,
        split,
        obsFromRct,
        newSeeds);
  }

  /** The same with other shares of the randomized rows. */
  public Description withSplit(SplitShares newSplit) {
    return new Description(
        files,
        numericFeatures,
        categoricalFeatures,
        nullableFeatures,
        arm,
        revenue,
        cost,
        propensity,
        stratum,
        unit,
        timestamp,
        source,
        truth,
        budgets,
        newSplit,
        obsFromRct,
        seeds);
  }

  /** The same with other files. */
  public Description withFiles(List<LogFile> newFiles) {
    return new Description(
        newFiles,
        numericFeatures,
        categoricalFeatures,
        nullableFeatures,
        arm,
        revenue,
        cost,
        propensity,
        stratum,
        unit,
        timestamp,
        source,
        truth,
        budgets,
        split,
        obsFromRct,
        seeds);
  }
}
