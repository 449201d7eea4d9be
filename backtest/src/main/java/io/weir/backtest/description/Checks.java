package io.weir.backtest.description;

import org.jspecify.annotations.Nullable;

/** Checks shared by the records; messages name the JSON field. */
final class Checks {
  private Checks() {}

  static void present(String field, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("field '" + field + "' is missing");
    }
  }

  static void share(String field, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("field '" + field + "' must lie in [0, 1]: " + value);
    }
  }
}
