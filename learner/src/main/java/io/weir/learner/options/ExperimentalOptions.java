package io.weir.learner.options;

import io.weir.core.learner.DataKind;
import io.weir.core.option.Option;
import io.weir.core.option.OptionDefinitions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Other learners, to compare the stream learner with; they may change or go with any release. */
public final class ExperimentalOptions {
  private static final OptionDefinitions ALL = new OptionDefinitions();

  /** Method. */
  public static final Option<LearningMethod> METHOD =
      ALL.constant(
          "method",
          LearningMethod.STREAM,
          "What learns: the stream learner, or the paper's form or a two-stage model to compare it"
              + " with. Rebuilds.");

  /** Which plain two-stage model is trained beside. */
  public enum Rival {
    /** None. */
    OFF(null),
    /** On randomized samples. */
    RCT(DataKind.RCT),
    /** On observational samples. */
    OBS(DataKind.OBS),
    /** On both as they come. */
    BOTH(DataKind.BOTH),
    /** On as many randomized rows as observational ones. */
    REPLAY(DataKind.REPLAY);

    private final @Nullable DataKind data;

    Rival(@Nullable DataKind data) {
      this.data = data;
    }

    /** Returns what it is fitted on; null for none. */
    public @Nullable DataKind data() {
      return data;
    }
  }

  /** Rival. */
  public static final Option<Rival> RIVAL =
      ALL.constant(
          "rival",
          Rival.OFF,
          "Data of a plain two-stage model that is trained beside, scored and never published.");

  private ExperimentalOptions() {}

  /** Returns these options in the order they are documented. */
  static List<Option<?>> all() {
    return ALL.list();
  }
}
