package io.weir.learner.thin;

import io.weir.schemas.Assignment;
import io.weir.schemas.Sample;

/** Who gave a sample its arm, as far as it matters to how many a learner needs. */
public enum Decider {
  /** Chance: what every correction, price and judgement rests on. */
  CHANCE(Assignment.RANDOMIZED, 0.4),
  /** A model of the campaign. */
  OWN_MODEL(Assignment.POLICY, 0.3),
  /** The policy before Weir. */
  OLD_POLICY(Assignment.POLICY, 0.2),
  /** Somebody by hand; nothing learns from it. */
  OVERRIDE(Assignment.OVERRIDE, 0.1);

  private final Assignment assignment;
  private final double share;

  Decider(Assignment assignment, double share) {
    this.assignment = assignment;
    this.share = share;
  }

  /** Returns who gave a sample its arm. */
  public static Decider of(Sample sample) {
    return switch (sample.getAssignment()) {
      case RANDOMIZED -> CHANCE;
      case POLICY -> sample.getModelVersion() == null ? OLD_POLICY : OWN_MODEL;
      case OVERRIDE -> OVERRIDE;
    };
  }

  /** Returns what samples of this kind say of themselves. */
  public Assignment assignment() {
    return assignment;
  }

  /** Returns the part of a campaign's greatest rate that is kept for this kind; they sum to 1. */
  public double share() {
    return share;
  }
}
