package io.weir.contract;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that is wrong with a record.
 *
 * @param path field, such as {@code arms[1].armId}
 * @param message what is wrong with it and what is allowed, for people
 */
public record Problem(String path, String message) {
  /** Returns all problems in one line. */
  public static String describe(List<Problem> problems) {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
  }

  @Override
  public String toString() {
    return path + ": " + message;
  }
}
