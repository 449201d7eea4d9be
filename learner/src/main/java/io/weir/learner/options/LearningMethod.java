package io.weir.learner.options;

import io.weir.core.learner.DataKind;
import io.weir.core.learner.HypergradientKind;
import org.jspecify.annotations.Nullable;

/** What learns from a campaign's samples. */
public enum LearningMethod {
  /** Trunks, corrections, teacher and bridge (docs/explanation/method.md); the default. */
  STREAM(null, null),
  /** The paper's form: one target, a network as bridge, implicit hypergradients (Algorithm 1). */
  PAPER_IMPLICIT(null, HypergradientKind.IMPLICIT),
  /** The paper's form with explicit hypergradients. */
  PAPER_EXPLICIT(null, HypergradientKind.EXPLICIT),
  /** Two stages: fit outcomes on randomized samples, then allocate. */
  TWO_STAGE_RCT(DataKind.RCT, null),
  /** Two stages on observational samples. */
  TWO_STAGE_OBS(DataKind.OBS, null),
  /** Two stages on both as they come. */
  TWO_STAGE_BOTH(DataKind.BOTH, null),
  /** Two stages on as many randomized rows as observational ones. */
  TWO_STAGE_REPLAY(DataKind.REPLAY, null);

  private final @Nullable DataKind twoStageData;
  private final @Nullable HypergradientKind paperHypergradient;

  LearningMethod(@Nullable DataKind twoStageData, @Nullable HypergradientKind paperHypergradient) {
    this.twoStageData = twoStageData;
    this.paperHypergradient = paperHypergradient;
  }

  /** Returns how the paper's form differentiates; null for other methods. */
  public @Nullable HypergradientKind paperHypergradient() {
    return paperHypergradient;
  }

  /** Returns what a two-stage method fits; null for other methods. */
  public @Nullable DataKind twoStageData() {
    return twoStageData;
  }
}
