package io.weir.simulator.world;

/**
 * How the level of spending moves while effects stay what they are: order values are multiplied by
 * it. It grows evenly from 1 to {@code growth} over {@code durationMillis}, and a season swings
 * about that.
 *
 * @param growth factor at the end of the trend and after it; positive
 * @param durationMillis how long the trend takes, milliseconds; positive
 * @param amplitude share by which the season rises and falls; [0, 1)
 * @param periodMillis length of one season, milliseconds; positive
 */
public record Level(double growth, long durationMillis, double amplitude, long periodMillis) {
  /** A level that stays. */
  public static final Level STILL = new Level(1, 1, 0, 1);

  /**
   * Validates.
   *
   * @throws IllegalArgumentException if a value is outside its documented range
   */
  public Level {
    if (!(growth > 0 && Double.isFinite(growth))
        || durationMillis < 1
        || !(amplitude >= 0 && amplitude < 1)
        || periodMillis < 1) {
      throw new IllegalArgumentException(
          "a level of growth %s over %d ms with a season of %s over %d ms"
              .formatted(growth, durationMillis, amplitude, periodMillis));
    }
  }

  /**
   * Returns the factor at one time.
   *
   * @param elapsedMillis milliseconds after the world's start
   */
  public double at(long elapsedMillis) {
    double trend = 1 + (growth - 1) * Math.min(1, elapsedMillis / (double) durationMillis);
    double phase = 2 * Math.PI * (elapsedMillis % periodMillis) / periodMillis;
    return trend * (1 + amplitude * Math.sin(phase));
  }
}
