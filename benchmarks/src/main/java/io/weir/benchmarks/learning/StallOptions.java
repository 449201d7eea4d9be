package io.weir.benchmarks.learning;

import java.io.Serializable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the benchmark, filled in by the command line. */
final class StallOptions implements Serializable {
  private static final long serialVersionUID = 1L;

  @Option(names = "--rows", defaultValue = "200000", description = "Randomized rows of the window.")
  int rows = 200_000;

  @Option(names = "--features", defaultValue = "64", description = "Numeric features.")
  int features = 64;

  @Option(names = "--arms", defaultValue = "5", description = "Arms.")
  int arms = 5;

  @Option(names = "--rate", defaultValue = "200", description = "Samples a second while measuring.")
  int rate = 200;

  @Option(names = "--slides", defaultValue = "2", description = "Slides that are measured.")
  int slides = 2;

  @Option(
      names = "--slide-seconds",
      defaultValue = "70",
      description =
          "Wall-clock seconds between slides, and of the stretch without a solve; a solve must take"
              + " effect in it, or the next slide is not judged.")
  int slideSeconds = 70;

  @Option(
      names = "--learning",
      split = ",",
      paramLabel = "KEY=VALUE",
      description = "Learning options.")
  java.util.HashMap<String, String> learning = new java.util.HashMap<>();

  // Not Serializable everywhere, and of no use to a task.
  @Option(names = "--work-dir", description = "Where state and checkpoints lie; default temporary.")
  transient @Nullable Path workDirectory;

  /** Samples between slides while measuring. */
  long perSlide() {
    return (long) rate * slideSeconds;
  }

  /** Samples in all: the window, a stretch without a solve, the slides. */
  long samples() {
    return rows + perSlide() * (slides + 1L);
  }
}
