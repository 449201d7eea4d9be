package io.weir.core.learner;

/** How much of the teacher's prediction a counterfactual pseudo-label takes. */
public enum BridgeKind {
  /** No pseudo-labels: the trunk learns from factual outcomes alone. */
  NONE,
  /** A fixed weight of one half. */
  CONSTANT,
  /** One learned weight per output column, by the hypergradient of the decision loss. */
  PER_ARM
}
