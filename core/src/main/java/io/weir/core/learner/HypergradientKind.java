package io.weir.core.learner;

/** How the gradient by the bridge goes through the lower level. */
public enum HypergradientKind {
  /** By the implicit function theorem and conjugate gradients (Bi-DFCL, Eq. 18). */
  IMPLICIT,
  /** Through one gradient step (Bi-DFCL, A.5). */
  EXPLICIT,
  /** The solution takes one step per hypergradient and is never solved for (SOBA). */
  SINGLE_LOOP
}
