package io.weir.console.alarm;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Locale;

/** Amounts for people. */
final class Money {
  private static final int USUAL_DIGITS = 2;

  private Money() {}

  /** An amount with the digits that its currency has, such as {@code 1,000.00 EUR}. */
  static String format(long micros, String currency) {
    BigDecimal amount =
        new io.weir.core.money.Money(micros)
            .decimal()
            .setScale(digits(currency), RoundingMode.HALF_EVEN);
    return String.format(Locale.ROOT, "%,." + amount.scale() + "f %s", amount, currency);
  }

  private static int digits(String currency) {
    try {
      // Less than zero of what is no money, such as gold.
      return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    } catch (IllegalArgumentException e) {
      return USUAL_DIGITS; // a campaign of before currencies were checked
    }
  }
}
