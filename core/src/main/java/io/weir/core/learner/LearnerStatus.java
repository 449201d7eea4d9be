package io.weir.core.learner;

/** How a learner stands after a step; nothing numerical is ever thrown. */
public enum LearnerStatus {
  /** The step was taken. */
  HEALTHY,
  /** There was nothing to learn from; nothing changed. */
  NO_DATA,
  /** The batch held a value that is not finite; it was left out and nothing changed. */
  BATCH_REFUSED,
  /**
   * Parameters or losses left the finite range or the norm limit. Served weights stay as they were
   * before; the learner takes no further steps until it is rebuilt.
   */
  DIVERGED
}
