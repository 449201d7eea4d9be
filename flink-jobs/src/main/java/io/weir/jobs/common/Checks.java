package io.weir.jobs.common;

import java.time.Duration;

/** Checks of option values. */
public final class Checks {
  private Checks() {}

  /**
   * Throws unless the condition holds.
   *
   * @throws IllegalArgumentException with the message
   */
  public static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * Throws unless the duration is above zero.
   *
   * @throws IllegalArgumentException naming the option
   */
  public static void positive(Duration value, String option) {
    require(!value.isNegative() && !value.isZero(), option + " must be above zero, is " + value);
  }

  /**
   * Throws if the duration is below zero.
   *
   * @throws IllegalArgumentException naming the option
   */
  public static void notNegative(Duration value, String option) {
    require(!value.isNegative(), option + " must not be negative, is " + value);
  }
}
