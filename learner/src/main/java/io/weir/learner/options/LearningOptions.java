package io.weir.learner.options;

import io.weir.core.learner.StreamLearnerOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;
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
  private static final List<LearningOption<?>> ALL =
      Stream.of(
              TrainingOptions.all(),
              GateOptions.all(),
              PricingOptions.all(),
              DriftOptions.all(),
              ExperimentalOptions.all())
          .<LearningOption<?>>flatMap(List::stream)
          .toList();

  private static final List<LearningOption<?>> REBUILDING =
      List.of(
          ExperimentalOptions.METHOD,
          TrainingOptions.SEED,
          TrainingOptions.WARMUP_SAMPLES,
          TrainingOptions.WARMUP_RANDOMIZED);

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
    return ALL;
  }

  /**
   * Returns keys of earlier releases that are constants by now. They are taken and do nothing, so
   * that a campaign that names one goes on.
   */
  public static SortedSet<String> retired() {
    return StreamLearnerOptions.retired();
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
}
