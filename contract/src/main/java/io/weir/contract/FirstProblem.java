package io.weir.contract;

import io.weir.contract.EventProblem.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keeps the first thing that is wrong with one event. */
final class FirstProblem {
  private @Nullable EventProblem found;

  @Nullable EventProblem found() {
    return found;
  }

  void add(Kind kind, String path, String message) {
    if (found == null) {
      found = new EventProblem(kind, path, message);
    }
  }

  void identifier(String path, String value) {
    if (value.isEmpty()) {
      add(Kind.EMPTY_IDENTIFIER, path, "is empty");
    } else {
      length(Ranges.IDENTIFIER_LENGTH, path, value);
    }
  }

  void length(IntegerRange range, String path, String value) {
    if (!range.contains(value.length())) {
      add(
          Kind.VALUE_OUT_OF_RANGE,
          path,
          "has " + value.length() + " characters" + EventValidator.allowed(range));
    }
  }

  void time(String path, Instant at) {
    if (!Ranges.TIME.contains(at)) {
      add(Kind.IMPOSSIBLE_TIME, path, "is " + at + EventValidator.allowed(Ranges.TIME));
    }
  }

  void in(IntegerRange range, String path, @Nullable Long value) {
    if (value != null && !range.contains(value)) {
      add(Kind.VALUE_OUT_OF_RANGE, path, "is " + value + EventValidator.allowed(range));
    }
  }

  /**
   * Checks a real number.
   *
   * @param notFinite what NaN and infinity count as
   */
  void in(RealRange range, String path, @Nullable Double value, Kind notFinite) {
    if (value != null && !range.contains(value)) {
      add(
          Double.isFinite(value) ? Kind.VALUE_OUT_OF_RANGE : notFinite,
          path,
          "is " + value + EventValidator.allowed(range));
    }
  }
}
