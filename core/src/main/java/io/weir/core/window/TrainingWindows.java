package io.weir.core.window;

import org.jspecify.annotations.Nullable;

/**
 * The rows a learner draws from.
 *
 * @param randomized rows that chance assigned
 * @param own rows that earlier models of the same campaign decided from the features alone: given
 *     these, the arm says nothing about what was hidden. Null where they are not kept
 */
public record TrainingWindows(RandomizedWindow randomized, @Nullable RandomizedWindow own) {
  /** Randomized rows alone. */
  public static TrainingWindows of(RandomizedWindow randomized) {
    return new TrainingWindows(randomized, null);
  }
}
