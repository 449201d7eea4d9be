package io.weir.client.decision;

import java.time.Duration;

/**
 * How long last-good values may decide after they were published. Ages run from the record's
 * timestamp on the topic, so a restart does not make an old value young.
 *
 * @param price of a dual price or a paced price; positive
 * @param model of a model; positive
 * @param paced for how long a paced price, which is renewed every few seconds, is taken for the
 *     present one; older than that, it decides only where it is the higher; positive
 */
public record TimeToLive(Duration price, Duration model, Duration paced) {
  private static final Duration DEFAULT_PACED = Duration.ofMinutes(2);

  /** One hour for prices, seven days for models, two minutes for a paced price to be present. */
  public static final TimeToLive DEFAULT = new TimeToLive(Duration.ofHours(1), Duration.ofDays(7));

  /** The default for paced prices, or that of prices if that is shorter. */
  public TimeToLive(Duration price, Duration model) {
    this(price, model, price.compareTo(DEFAULT_PACED) < 0 ? price : DEFAULT_PACED);
  }

  /**
   * Checks the durations.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public TimeToLive {
    if (!isPositive(price) || !isPositive(model) || !isPositive(paced)) {
      throw new IllegalArgumentException(
          "time to live must be positive: " + price + ", " + model + ", " + paced);
    }
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }
}
