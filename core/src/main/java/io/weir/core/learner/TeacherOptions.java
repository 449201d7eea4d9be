package io.weir.core.learner;

import io.weir.core.option.Option;
import io.weir.core.option.OptionDefinitions;
import io.weir.core.option.OptionValues;

/**
 * The networks that see randomized samples alone, whose predictions are the other half of a
 * pseudo-label.
 *
 * @param members networks whose mean is the teacher
 * @param rows window rows of one step
 * @param steps steps per chunk
 * @param rate Adam rate
 * @param decay decoupled decay
 * @param chunkRows observational samples between refreshes; frozen meanwhile
 */
public record TeacherOptions(
    int members, int rows, int steps, double rate, double decay, int chunkRows) {
  /** As the trunk's default. */
  private static final double RATE = 2e-3;

  /** Less than the trunk's: the teacher sees no biased sample that it would have to let go of. */
  private static final double DECAY = 0.3;

  /** The options behind it. */
  static final class Definitions {
    private static final String PREFIX = StreamLearnerOptions.PREFIX + "teacher.";
    private final Option<Integer> members;
    private final Option<Integer> rows;
    private final Option<Integer> steps;
    private final Option<Integer> chunk;

    Definitions(OptionDefinitions all) {
      members = all.integer(PREFIX + "members", 4, 1, 16, "Networks whose mean is the teacher.");
      rows = all.integer(PREFIX + "batch-size", 256, 8, 10_000, "Window rows of one teacher step.");
      steps = all.integer(PREFIX + "steps", 8, 1, 1_000, "Teacher steps per chunk.");
      chunk =
          all.integer(
              StreamLearnerOptions.PREFIX + "chunk-size",
              4_000,
              8,
              1_000_000,
              "Observational samples between refreshes of the teacher, which is frozen meanwhile.");
      all.retire(PREFIX + "rate", PREFIX + "decay");
    }

    TeacherOptions read(OptionValues values) {
      return new TeacherOptions(
          values.get(members), values.get(rows), values.get(steps), RATE, DECAY, values.get(chunk));
    }
  }
}
