package io.weir.jobs.learning;

import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.window.WindowOverflow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.CRC32;

/**
 * Typed, validated options of one campaign's learner: the documented defaults, under the job's own
 * settings, under the campaign's {@code learning} map. Immutable.
 *
 * <p>Options marked "rebuilds" describe the shape of the learner: a change starts a new learner on
 * the next sample, because weights of another shape cannot be carried over. All others take effect
 * while the learner goes on.
 */
public final class LearningOptions {
  private static final List<LearningOption<?>> ALL = new ArrayList<>();

  /** How candidates are judged once the numerical guards have passed. */
  public enum GateMode {
    /** Guards alone decide. */
    GUARDS,
    /** Reject a candidate that is significantly worse than the live model. */
    NOT_WORSE,
    /** Publish only a candidate whose lower confidence bound is not worse than the live model. */
    LOWER_BOUND
  }

  /** Over which stretch the budget is spread. */
  public enum BudgetHorizon {
    /** The whole period at the observed rate of traffic; pacing is left to the budget job. */
    PERIOD,
    /** What is left of the budget over what is left of the period. */
    REMAINING
  }

  /** Method. */
  public static final LearningOption<LearningMethod> METHOD =
      define(
          "method",
          "STREAM",
          "STREAM, PAPER_IMPLICIT, PAPER_EXPLICIT, TWO_STAGE_RCT, TWO_STAGE_OBS, TWO_STAGE_BOTH or"
              + " TWO_STAGE_REPLAY",
          "What learns: the stream learner, or the paper's form or a two-stage model to compare it"
              + " with. Rebuilds.",
          text -> LearningMethod.valueOf(text.toUpperCase(Locale.ROOT)),
          method -> true);

  /** Seed. */
  public static final LearningOption<Long> SEED =
      define(
          "seed",
          "1",
          "any 64-bit integer",
          "Seed of initial weights, folds and draws; mixed with the campaign's id. Rebuilds.",
          Long::parseLong,
          seed -> true);

  /** Slide. */
  public static final LearningOption<Long> SLIDE_MILLIS =
      longInteger(
          "slide-ms",
          60_000,
          100,
          86_400_000L * 7,
          "Event time between solves for the price, milliseconds.");

  /** Window, samples. */
  public static final LearningOption<Integer> WINDOW_SAMPLES =
      integer(
          "window.max-samples",
          6_000,
          100,
          1_000_000,
          "Randomized samples the window holds at most; the oldest pane goes first.");

  /** Window, age. */
  public static final LearningOption<Long> WINDOW_MILLIS =
      longInteger(
          "window.max-age-ms",
          7 * 86_400_000L,
          1_000,
          3_660L * 86_400_000L,
          "Event time after which a pane of the window expires, milliseconds.");

  /** Window, overflow. */
  public static final LearningOption<WindowOverflow> WINDOW_OVERFLOW =
      define(
          "window.overflow",
          "DROP_OLDEST",
          "DROP_OLDEST or THIN",
          "What gives way when the window is full: its oldest pane, or every other row of all.",
          text -> WindowOverflow.valueOf(text.toUpperCase(Locale.ROOT)),
          overflow -> true);

  /** Pane. */
  public static final LearningOption<Integer> PANE_ROWS =
      integer(
          "window.pane-rows", 512, 16, 65_536, "Rows of one columnar pane; panes expire whole.");

  /** Warm-up, all samples. */
  public static final LearningOption<Integer> WARMUP_SAMPLES =
      integer(
          "warmup.samples",
          1_000,
          10,
          100_000,
          "Samples of both kinds from which feature means and scales are fixed. Rebuilds.");

  /** Warm-up, randomized samples. */
  public static final LearningOption<Integer> WARMUP_RANDOMIZED =
      integer(
          "warmup.randomized",
          100,
          10,
          100_000,
          "Randomized samples from which outcome scales are fixed. Rebuilds.");

  /** Gate. */
  public static final LearningOption<GateMode> GATE_MODE =
      define(
          "gate.mode",
          "NOT_WORSE",
          "GUARDS, NOT_WORSE or LOWER_BOUND",
          "How a candidate is judged once the numerical guards have passed.",
          text -> GateMode.valueOf(text.toUpperCase(Locale.ROOT)),
          mode -> true);

  /** Gate, tolerance. */
  public static final LearningOption<Double> GATE_TOLERANCE =
      real(
          "gate.tolerance",
          0.02,
          0,
          1,
          "Loss against the live model that is tolerated, as a share of the live model's value.");

  /** Gate, cost. */
  public static final LearningOption<Double> GATE_COST_TOLERANCE =
      real(
          "gate.cost-tolerance",
          0.25,
          0,
          10,
          "Share by which the observed cost may exceed the budget before a candidate is refused.");

  /** Gate, effective samples. */
  public static final LearningOption<Double> GATE_MIN_EFFECTIVE_SAMPLES =
      real(
          "gate.min-effective-samples",
          30,
          1,
          1e6,
          "Least effective sample size of the policy's value on the window.");

  /** Gate, samples per arm. */
  public static final LearningOption<Integer> GATE_MIN_ARM_SAMPLES =
      integer(
          "gate.min-arm-samples",
          5,
          1,
          100_000,
          "Least randomized samples of every arm that the holdout draws.");

  /** Alarms. */
  public static final LearningOption<Boolean> ALARMS_FREEZE =
      define(
          "alarms.freeze",
          "true",
          "true or false",
          "Whether nothing new is published while the holdout or the outcomes raise an alarm.",
          LearningOptions::yesOrNo,
          freeze -> true);

  /** Outcome limit. */
  public static final LearningOption<Double> OUTCOME_LIMIT =
      real(
          "outcome.limit",
          1e4,
          10,
          1e12,
          "Revenue or cost, in standard deviations of the warm-up, beyond which a sample is kept out.");

  /** Outcome alarm. */
  public static final LearningOption<Double> OUTCOME_ALARM_SHARE =
      real(
          "outcome.alarm-share",
          0.001,
          0,
          1,
          "Share of a slide's samples beyond the limit above which the alarm is raised.");

  /** Ladder. */
  public static final LearningOption<List<Double>> LADDER =
      define(
          "price.ladder",
          "0.25,0.5,0.75,1,1.25,1.5,2,3",
          "1 to 32 ascending positive factors",
          "Budgets of the ladder, as multiples of the budget per impression.",
          LearningOptions::reals,
          LearningOptions::ascending);

  /** Horizon. */
  public static final LearningOption<BudgetHorizon> BUDGET_HORIZON =
      define(
          "budget.horizon",
          "PERIOD",
          "PERIOD or REMAINING",
          "Over which stretch the campaign's budget is spread.",
          text -> BudgetHorizon.valueOf(text.toUpperCase(Locale.ROOT)),
          horizon -> true);

  /** Fixed budget. */
  public static final LearningOption<Long> BUDGET_PER_IMPRESSION_MICROS =
      longInteger(
          "budget.per-impression-micros",
          -1,
          -1,
          Long.MAX_VALUE,
          "Budget per policy impression in micros; -1 derives it from the campaign's budget.");

  /** Solve, chunk. */
  public static final LearningOption<Integer> SOLVE_CHUNK_ROWS =
      integer(
          "solve.chunk-rows",
          1_024,
          16,
          65_536,
          "Window rows that one step of a solve scores before records and barriers may pass.");

  /** History. */
  public static final LearningOption<Integer> HISTORY_MODELS =
      integer(
          "history.models", 8, 1, 100, "Published models kept, so that one can be pinned again.");

  /** Pin. */
  public static final LearningOption<Long> PIN_MODEL_VERSION =
      longInteger(
          "pin.model-version",
          -1,
          -1,
          Long.MAX_VALUE,
          "Earlier model version to serve until this is removed; -1 serves the newest.");

  private static final List<LearningOption<?>> REBUILDING =
      List.of(METHOD, SEED, WARMUP_SAMPLES, WARMUP_RANDOMIZED);

  private final Map<String, Object> values;
  private final TreeMap<String, String> texts;
  private final StreamLearnerOptions learner;

  private LearningOptions(
      Map<String, Object> values, TreeMap<String, String> texts, StreamLearnerOptions learner) {
    this.values = values;
    this.texts = texts;
    this.learner = learner;
  }

  /**
   * Returns every option of the job, in the order they are documented; those of the learner itself
   * are {@link StreamLearnerOptions#definitions}.
   */
  public static List<LearningOption<?>> all() {
    return Collections.unmodifiableList(ALL);
  }

  /** Returns the defaults. */
  public static LearningOptions defaults() {
    return parse(Map.of(), Map.of());
  }

  /**
   * Reads options in layers.
   *
   * @param job settings of the job for every campaign
   * @param campaign overrides of one campaign; they win
   * @throws IllegalArgumentException if a key is unknown or a value is not allowed; the message
   *     names every offender
   */
  public static LearningOptions parse(Map<String, String> job, Map<String, String> campaign) {
    TreeMap<String, String> merged = new TreeMap<>(job);
    merged.putAll(campaign);
    Map<String, Object> values = new HashMap<>();
    TreeMap<String, String> texts = new TreeMap<>();
    List<String> errors = new ArrayList<>();
    for (LearningOption<?> option : ALL) {
      String text = merged.remove(option.key());
      try {
        values.put(option.key(), option.parse(text == null ? option.defaultText() : text));
        texts.put(option.key(), text == null ? option.defaultText() : text.trim());
      } catch (IllegalArgumentException e) {
        errors.add(String.valueOf(e.getMessage()));
      }
    }
    StreamLearnerOptions learner = StreamLearnerOptions.defaults();
    try {
      learner = StreamLearnerOptions.parse(merged);
      texts.putAll(learner.asMap());
    } catch (IllegalArgumentException e) {
      errors.add(String.valueOf(e.getMessage()));
    }
    merged.keySet().removeIf(key -> key.startsWith(StreamLearnerOptions.PREFIX));
    merged.keySet().forEach(key -> errors.add("\"" + key + "\" is no learning option"));
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", errors));
    }
    return new LearningOptions(values, texts, learner);
  }

  /** Returns the value of an option. */
  @SuppressWarnings("unchecked") // put there by the same option's parse
  public <T> T get(LearningOption<T> option) {
    return (T) java.util.Objects.requireNonNull(values.get(option.key()), option.key());
  }

  /** Returns whether a learner built under these options can go on under the others. */
  public boolean sameShape(LearningOptions other) {
    return learner.sameState(other.learner)
        && REBUILDING.stream().allMatch(option -> get(option).equals(other.get(option)));
  }

  /** Returns the options of the learner itself, those whose keys start with {@code learner.}. */
  public StreamLearnerOptions learner() {
    return learner;
  }

  /** Returns all options as text by key, defaults included. */
  public Map<String, String> asMap() {
    return Collections.unmodifiableMap(texts);
  }

  /** Returns a hash of all values, which published models carry. */
  public String hash() {
    CRC32 crc = new CRC32();
    crc.update(texts.toString().getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }

  private static <T> LearningOption<T> define(
      String key,
      String defaultText,
      String range,
      String description,
      java.util.function.Function<String, T> reader,
      Predicate<T> allowed) {
    LearningOption<T> option =
        new LearningOption<>(key, defaultText, range, description, reader, allowed);
    ALL.add(option);
    return option;
  }

  private static LearningOption<Integer> integer(
      String key, int value, int least, int most, String description) {
    return define(
        key,
        Integer.toString(value),
        least + " to " + most,
        description,
        Integer::parseInt,
        number -> number >= least && number <= most);
  }

  private static LearningOption<Long> longInteger(
      String key, long value, long least, long most, String description) {
    return define(
        key,
        Long.toString(value),
        least + " to " + most,
        description,
        Long::parseLong,
        number -> number >= least && number <= most);
  }

  private static LearningOption<Double> real(
      String key, double value, double least, double most, String description) {
    return define(
        key,
        Double.toString(value),
        least + " to " + most,
        description,
        Double::parseDouble,
        number -> number >= least && number <= most);
  }

  private static boolean yesOrNo(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static List<Double> reals(String text) {
    return Arrays.stream(text.split(",", -1)).map(part -> Double.parseDouble(part.trim())).toList();
  }

  private static boolean ascending(List<Double> factors) {
    for (int i = 0; i < factors.size(); i++) {
      double before = i == 0 ? 0 : factors.get(i - 1);
      if (!(factors.get(i) > before) || factors.get(i).isInfinite()) {
        return false;
      }
    }
    return factors.size() <= 32;
  }
}
