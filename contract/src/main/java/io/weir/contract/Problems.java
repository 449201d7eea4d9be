package io.weir.contract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one record. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void add(String path, String message) {
    found.add(new Problem(path, message));
  }

  boolean in(IntegerRange range, String path, long value) {
    if (range.contains(value)) {
      return true;
    }
    add(path, "is " + value + ", allowed: " + range);
    return false;
  }

  boolean in(RealRange range, String path, double value) {
    if (range.contains(value)) {
      return true;
    }
    add(path, "is " + value + ", allowed: " + range);
    return false;
  }

  boolean in(TimeRange range, String path, Instant value) {
    if (range.contains(value)) {
      return true;
    }
    add(path, "is " + value + ", allowed: " + range);
    return false;
  }

  /** Checks an identifier or a name. */
  boolean identifier(String path, String value) {
    if (value.isBlank()) {
      add(path, "is empty");
      return false;
    }
    return length(Ranges.IDENTIFIER_LENGTH, path, value);
  }

  boolean length(IntegerRange range, String path, String value) {
    if (range.contains(value.length())) {
      return true;
    }
    add(path, "has " + value.length() + " characters, allowed: " + range);
    return false;
  }

  void addAll(List<Problem> more) {
    found.addAll(more);
  }

  List<Problem> list() {
    return List.copyOf(found);
  }
}
