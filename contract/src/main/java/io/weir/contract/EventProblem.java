package io.weir.contract;

/**
 * Why an event by itself cannot be used.
 *
 * @param kind machine-readable; the names are reasons that dead letters carry
 * @param path field
 * @param message what is wrong with it and what is allowed, for people
 */
public record EventProblem(Kind kind, String path, String message) {
  /** What is wrong. */
  public enum Kind {
    /** An identifier is empty. */
    EMPTY_IDENTIFIER,
    /** A number, text or list lies outside its range. */
    VALUE_OUT_OF_RANGE,
    /** The time is none that an event can have. */
    IMPOSSIBLE_TIME,
    /** A numeric feature is NaN or infinite. */
    NON_FINITE_FEATURE,
    /** A feature of the campaign is not there. */
    MISSING_FEATURE,
    /** The campaign has no such feature. */
    UNKNOWN_FEATURE,
    /** A numeric feature is a text. */
    WRONG_FEATURE_TYPE,
    /** A propensity is absent where it is needed, or outside its range. */
    INVALID_PROPENSITY,
    /** Revenue is NaN or infinite. */
    NON_FINITE_REVENUE,
    /** Cost is below zero and nothing is corrected. */
    NEGATIVE_COST,
    /** A correction names itself. */
    INVALID_CORRECTION,
    /** The currency is no ISO 4217 code. */
    CURRENCY_MISMATCH
  }

  @Override
  public String toString() {
    return path + ": " + message;
  }
}
