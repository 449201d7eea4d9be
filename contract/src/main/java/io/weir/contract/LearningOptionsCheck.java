package io.weir.contract;

import java.util.List;
import java.util.Map;

/** Says what is wrong with the {@code learning} map of a campaign. */
@FunctionalInterface
public interface LearningOptionsCheck {
  /**
   * Checks all options.
   *
   * @param learning options as text by key
   * @return every problem, with paths such as {@code learning[gate.mode]}; empty if there is none
   */
  List<Problem> problems(Map<String, String> learning);

  /**
   * Returns a check that lets everything pass; {@code learner.} options are checked all the same.
   */
  static LearningOptionsCheck none() {
    return learning -> List.of();
  }
}
