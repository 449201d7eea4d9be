package io.weir.core.money;

import java.math.BigDecimal;

/**
 * An amount of a currency, exact to the micro: a millionth of a whole unit. Records carry micros,
 * mathematics works in whole units; this is where one becomes the other.
 *
 * @param micros millionths of a whole currency unit
 */
public record Money(long micros) {
  /** Micros of one whole unit. */
  private static final double MICROS = 1e6;

  private static final int MICROS_DIGITS = 6;

  /**
   * Returns the amount closest to a number of whole units; the largest there is for more than that.
   *
   * @throws IllegalArgumentException if the number is NaN
   */
  public static Money ofUnits(double units) {
    if (Double.isNaN(units)) {
      throw new IllegalArgumentException("no amount of money: " + units);
    }
    return new Money(Math.round(units * MICROS));
  }

  /** Returns the amount in whole units. */
  public double units() {
    return micros / MICROS;
  }

  /** Returns the amount in whole units, exact, with the six digits of a micro. */
  public BigDecimal decimal() {
    return BigDecimal.valueOf(micros, MICROS_DIGITS);
  }

  /** Returns a mean amount in whole units. A mean is no amount: it has fractions of a micro. */
  public static double meanUnits(double micros) {
    return micros / MICROS;
  }

  /** Returns a mean amount in micros, fractions included. */
  public static double meanMicros(double units) {
    return units * MICROS;
  }
}
