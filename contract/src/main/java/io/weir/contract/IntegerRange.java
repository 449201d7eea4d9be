package io.weir.contract;

import java.util.Locale;

/**
 * A range of whole numbers, both ends allowed.
 *
 * @param least smallest allowed
 * @param most largest allowed
 * @param unit what is counted, such as {@code micros}; for people
 */
public record IntegerRange(long least, long most, String unit) {
  /** Returns whether the value is allowed. */
  public boolean contains(long value) {
    return value >= least && value <= most;
  }

  /** Returns the range for people, such as {@code 0 to 1,000 micros}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%,d to %,d %s", least, most, unit);
  }
}
