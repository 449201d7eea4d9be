package io.weir.jobs.learning;

import io.weir.core.learner.DataKind;
import org.jspecify.annotations.Nullable;

/** What learns from a campaign's samples. */
public enum LearningMethod {
  /** Trunks, corrections, teacher and bridge (METHOD section 10); the default. */
  STREAM(null),
  /** Two stages: fit outcomes on randomized samples, then allocate. */
  TWO_STAGE_RCT(DataKind.RCT),
  /** Two stages on observational samples. */
  TWO_STAGE_OBS(DataKind.OBS),
  /** Two stages on both as they come. */
  TWO_STAGE_BOTH(DataKind.BOTH),
  /** Two stages on as many randomized rows as observational ones. */
  TWO_STAGE_REPLAY(DataKind.REPLAY);

  private final @Nullable DataKind twoStageData;

  LearningMethod(@Nullable DataKind twoStageData) {
    this.twoStageData = twoStageData;
  }

  /** Returns what a two-stage method fits; null for the stream learner. */
  @Nullable DataKind twoStageData() {
    return twoStageData;
  }
}
