package io.weir.core.validity;

/**
 * When a deviation is worth an alarm: it must be significant, large enough to matter, and seen on
 * enough exposures.
 *
 * @param level largest p-value, in (0, 1)
 * @param smallestDeviation least size that matters, in the test's own units, zero or more
 * @param leastExposures exposures to wait for, zero or more
 */
public record AlarmRule(double level, double smallestDeviation, long leastExposures) {
  /** Rejects settings out of range. */
  public AlarmRule {
    if (!(level > 0 && level < 1) || !(smallestDeviation >= 0) || leastExposures < 0) {
      throw new IllegalArgumentException(
          "level %s, deviation %s, exposures %d"
              .formatted(level, smallestDeviation, leastExposures));
    }
  }

  /** For ratios: p below 0.001, five percent off the configured share, a hundred exposures. */
  public static AlarmRule ratios() {
    return new AlarmRule(0.001, 0.05, 100);
  }

  /** For covariates: p below 0.001, a tenth of a standard deviation, a hundred exposures. */
  public static AlarmRule covariates() {
    return new AlarmRule(0.001, 0.1, 100);
  }

  /** Whether all three conditions hold. */
  public boolean raises(double pValue, double deviation, long exposures) {
    return exposures >= leastExposures
        && pValue < level
        && Math.abs(deviation) >= smallestDeviation;
  }
}
