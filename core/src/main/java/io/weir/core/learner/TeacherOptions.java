package io.weir.core.learner;

import java.util.List;

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
  private static final String MEMBERS = StreamLearnerOptions.PREFIX + "teacher.members";
  private static final String ROWS = StreamLearnerOptions.PREFIX + "teacher.batch-size";
  private static final String STEPS = StreamLearnerOptions.PREFIX + "teacher.steps";
  private static final String CHUNK = StreamLearnerOptions.PREFIX + "chunk-size";

  static final List<OptionDefinition> DEFINITIONS =
      List.of(
          new OptionDefinition(MEMBERS, "4", "1 to 16", "Networks whose mean is the teacher."),
          new OptionDefinition(ROWS, "256", "8 to 10000", "Window rows of one teacher step."),
          new OptionDefinition(STEPS, "8", "1 to 1000", "Teacher steps per chunk."),
          new OptionDefinition(
              CHUNK,
              "4000",
              "8 to 1000000",
              "Observational samples between refreshes of the teacher, which is frozen"
                  + " meanwhile."));

  /** Keys that were options once. */
  static final List<String> RETIRED =
      List.of(
          StreamLearnerOptions.PREFIX + "teacher.rate",
          StreamLearnerOptions.PREFIX + "teacher.decay");

  /** As the trunk's default. */
  private static final double RATE = 2e-3;

  /** Less than the trunk's: the teacher sees no biased sample that it would have to let go of. */
  private static final double DECAY = 0.3;

  static TeacherOptions read(OptionReader reader) {
    return new TeacherOptions(
        reader.integer(MEMBERS, 1, 16),
        reader.integer(ROWS, 8, 10_000),
        reader.integer(STEPS, 1, 1000),
        RATE,
        DECAY,
        reader.integer(CHUNK, 8, 1_000_000));
  }
}
