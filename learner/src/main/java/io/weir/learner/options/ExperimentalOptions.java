package io.weir.learner.options;

import io.weir.core.learner.DataKind;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Other learners, to compare the stream learner with; they may change or go with any release. */
public final class ExperimentalOptions {
  private static final OptionDefinitions ALL = new OptionDefinitions();

  /** Method. */
  public static final LearningOption<LearningMethod> METHOD =
      ALL.define(
          "method",
          "STREAM",
          "STREAM, PAPER_IMPLICIT, PAPER_EXPLICIT, TWO_STAGE_RCT, TWO_STAGE_OBS, TWO_STAGE_BOTH or"
              + " TWO_STAGE_REPLAY",
          "What learns: the stream learner, or the paper's form or a two-stage model to compare it"
              + " with. Rebuilds.",
          text -> LearningMethod.valueOf(text.toUpperCase(Locale.ROOT)),
          method -> true);

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
  public static final LearningOption<Rival> RIVAL =
      ALL.define(
          "rival",
          "OFF",
          "OFF, RCT, OBS, BOTH or REPLAY",
          "Data of a plain two-stage model that is trained beside, scored and never published.",
          text -> Rival.valueOf(text.toUpperCase(Locale.ROOT)),
          rival -> true);

  private ExperimentalOptions() {}

  /** Returns these options in the order they are documented. */
  static List<LearningOption<?>> all() {
    return ALL.list();
  }
}
