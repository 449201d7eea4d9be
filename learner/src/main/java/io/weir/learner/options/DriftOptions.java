package io.weir.learner.options;

import io.weir.core.option.Option;
import io.weir.core.option.OptionDefinitions;
import java.util.List;

/** How drift of the effects is told from chance, and what is done about it. */
public final class DriftOptions {
  private static final OptionDefinitions ALL = new OptionDefinitions();

  /** What follows a detected drift. */
  public enum DriftResponse {
    /** It is counted and published in the diagnostics. */
    REPORT,
    /** The windows forget what came before the drift, and corrections move faster for a while. */
    SHORTEN,
    /** The same, and what randomized samples taught so far is dropped. */
    RELEARN
  }

  /** Response. */
  public static final Option<DriftResponse> RESPONSE =
      ALL.constant(
          "drift.response",
          DriftResponse.SHORTEN,
          "What follows when the live model's effects are found to have drifted: nothing but a count;"
              + " the windows drop the panes before the drift, evidence begins anew, and corrections"
              + " move faster for a while; or corrections begin anew as well.");

  /** False alarms. */
  public static final Option<Double> RUN_LENGTH =
      ALL.real(
          "drift.run-length",
          "20000",
          100,
          1e12,
          "Samples to a false alarm, in the mean and at least: randomized ones while the model's claims"
              + " keep half of what they were worth, own decisions for a paid arm while they keep nine"
              + " tenths; far more while they keep all.");

  /** Pause. */
  public static final Option<Integer> PAUSE =
      ALL.integer(
          "drift.pause",
          1_500,
          0,
          10_000_000,
          "Randomized samples after a drift before another is looked for in them: the time to learn."
              + " Own decisions are looked at again once a newer model makes them.");

  private DriftOptions() {}

  /** Returns these options in the order they are documented. */
  static List<Option<?>> all() {
    return ALL.list();
  }
}
