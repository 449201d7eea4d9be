package io.weir.learner.sample;

/** Why a sample cannot be learned from. Dead letters carry reasons of the same names. */
public enum SampleProblem {
  /** Its features are another set than the campaign's. */
  UNKNOWN_FEATURE_SET,
  /** It has more or fewer features than the campaign lists. */
  WRONG_FEATURE_COUNT,
  /** A numeric feature is NaN or infinite. */
  NON_FINITE_FEATURE,
  /** The campaign has no such arm. */
  UNKNOWN_ARM,
  /** Revenue is NaN or infinite. */
  NON_FINITE_REVENUE,
  /** Cost is below zero. */
  NEGATIVE_COST,
  /** The propensity of a randomized sample is no probability above zero. */
  INVALID_PROPENSITY
}
