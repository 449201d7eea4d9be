package io.weir.learner.options;

import io.weir.core.option.Option;
import io.weir.core.option.OptionDefinitions;
import java.util.List;

/**
 * How often it is solved for, from which window and after which warm-up; the options of the learner
 * itself are {@link io.weir.core.learner.StreamLearnerOptions}.
 */
public final class TrainingOptions {
  private static final OptionDefinitions ALL = new OptionDefinitions();

  /** Seed. */
  public static final Option<Long> SEED =
      ALL.longInteger(
          "seed",
          1,
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          "Seed of initial weights, folds and draws; mixed with the campaign's id. Rebuilds.");

  /** Slide. */
  public static final Option<Long> SLIDE_MILLIS =
      ALL.longInteger(
          "slide-ms",
          60_000,
          100,
          86_400_000L * 7,
          "Event time between solves for the price, milliseconds.");

  /** Window, samples. */
  public static final Option<Integer> WINDOW_SAMPLES =
      ALL.integer(
          "window.max-samples",
          6_000,
          100,
          1_000_000,
          "Randomized samples the window holds at most; the oldest pane goes first.");

  /** Window, age. */
  public static final Option<Long> WINDOW_MILLIS =
      ALL.longInteger(
          "window.max-age-ms",
          7 * 86_400_000L,
          1_000,
          3_660L * 86_400_000L,
          "Event time after which a pane of the window expires, milliseconds.");

  /** Own decisions, samples. */
  public static final Option<Integer> OWN_SAMPLES =
      ALL.integer(
          "own.max-samples",
          12_000,
          100,
          1_000_000,
          "Samples of the campaign's own models' decisions that are kept at most; of more, a share"
              + " is.");

  /** Pane. */
  public static final Option<Integer> PANE_ROWS =
      ALL.integer(
          "window.pane-rows", 512, 16, 65_536, "Rows of one columnar pane; panes expire whole.");

  /** Warm-up, all samples. */
  public static final Option<Integer> WARMUP_SAMPLES =
      ALL.integer(
          "warmup.samples",
          1_000,
          10,
          100_000,
          "Samples of both kinds from which feature means and scales are fixed. Rebuilds.");

  /** Warm-up, randomized samples. */
  public static final Option<Integer> WARMUP_RANDOMIZED =
      ALL.integer(
          "warmup.randomized",
          100,
          10,
          100_000,
          "Randomized samples from which outcome scales are fixed. Rebuilds.");

  private TrainingOptions() {}

  /** Returns these options in the order they are documented. */
  static List<Option<?>> all() {
    return ALL.list();
  }
}
