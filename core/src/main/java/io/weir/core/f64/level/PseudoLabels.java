package io.weir.core.f64.level;

/**
 * How the target enters its own pseudo-label w pre + (1 - w) f for an arm that was not given
 * (Bi-DFCL, Eq. 7-9). The cell's loss, with pre the teacher's prediction and f the target's:
 */
public enum PseudoLabels {
  /** w^2 (pre - f)^2: the gradient flows through f inside the label. */
  FLOW,
  /**
   * w (pre - f)^2: a surrogate with the gradient field of labels held fixed where they are
   * evaluated.
   */
  SGFP,
  /** (w pre + (1 - w) f0 - f)^2 with f0 the target's output at a fixed earlier point. */
  FROZEN
}
