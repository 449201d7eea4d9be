package io.weir.backtest.data;

import java.util.regex.Pattern;

/**
 * What counts as a number in a file: ASCII digits, a point, an exponent. Java's parsers also take
 * "0.5d", "0x1p3", "NaN" and the digits of other scripts, which in a log are damage, not numbers.
 */
final class DecimalText {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,6})?");
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");

  private DecimalText() {}

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  static boolean isWhole(String text) {
    return WHOLE.matcher(text).matches();
  }
}
