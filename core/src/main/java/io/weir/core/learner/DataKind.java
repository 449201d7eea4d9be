package io.weir.core.learner;

/** Which samples a two-stage learner sees. */
public enum DataKind {
  /** Randomized samples alone. */
  RCT,
  /** Observational samples alone. */
  OBS,
  /** Both, in the proportion in which they arrive. */
  BOTH,
  /** Each observational batch with a batch of the same size from the randomized window. */
  REPLAY
}
