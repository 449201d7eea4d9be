package io.weir.learner.options;

import io.weir.core.learner.StreamLearnerOptions;
import io.weir.core.option.Option;
import io.weir.core.option.OptionValues;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Typed, validated options of one campaign's learner: the documented defaults, under the job's own
 * settings, under the campaign's {@code learning} map. Immutable.
 *
 * <p>Options marked "rebuilds" describe the shape of the learner: a change starts a new learner on
 * the next sample, because weights of another shape cannot be carried over. All others take effect
 * while the learner goes on.
 */
public final class LearningOptions {
  private static final List<Option<?>> ALL =
      Stream.of(
              TrainingOptions.all(),
              GateOptions.all(),
              PricingOptions.all(),
              DriftOptions.all(),
              StreamLearnerOptions.definitions(),
              ExperimentalOptions.all())
          .<Option<?>>flatMap(List::stream)
          .toList();

  private static final SortedSet<String> RETIRED = new TreeSet<>(StreamLearnerOptions.retired());

  static {
    RETIRED.addAll(
        List.of(
            "own.slides",
            "gate.max-evidence",
            "gate.min-arm-samples",
            "window.overflow",
            "solve.records-per-step"));
  }

  private static final List<Option<?>> REBUILDING =
      List.of(
          ExperimentalOptions.METHOD,
          TrainingOptions.SEED,
          TrainingOptions.WARMUP_SAMPLES,
          TrainingOptions.WARMUP_RANDOMIZED);

  private final OptionValues values;
  private final StreamLearnerOptions learner;

  private LearningOptions(OptionValues values) {
    this.values = values;
    this.learner = StreamLearnerOptions.parse(values.asMap());
  }

  /** Returns every option, in the order they are documented. */
  public static List<Option<?>> all() {
    return ALL;
  }

  /**
   * Returns keys of earlier releases that are constants by now. They are taken and do nothing, so
   * that a campaign that names one goes on.
   */
  public static SortedSet<String> retired() {
    return Collections.unmodifiableSortedSet(RETIRED);
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
    Map<String, String> merged = new HashMap<>(job);
    merged.putAll(campaign);
    return new LearningOptions(new OptionValues(ALL, RETIRED, merged));
  }

  /** Returns the value of an option. */
  public <T> T get(Option<T> option) {
    return values.get(option);
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
    return values.asMap();
  }

  /** Returns a hash of all values, which published models carry. */
  public String hash() {
    return values.hash();
  }
}
