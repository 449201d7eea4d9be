package io.weir.client;

import java.time.Duration;

/**
 * How long last-good values may decide after they were published. Ages run from the record's
 * timestamp on the topic, so a restart does not make an old value young.
 *
 * @param price of a dual price or a paced price; positive
 * @param model of a model; positive
 */
public record TimeToLive(Duration price, Duration model) {
  /** One hour for prices, seven days for models. */
  public static final TimeToLive DEFAULT = new TimeToLive(Duration.ofHours(1), Duration.ofDays(7));

  /**
   * Checks the durations.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public TimeToLive {
    if (!isPositive(price) || !isPositive(model)) {
      throw new IllegalArgumentException("time to live must be positive: " + price + ", " + model);
    }
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }
}
