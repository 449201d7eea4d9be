package io.weir.benchmarks.learning;

import java.io.Serializable;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import picocli.CommandLine.Option;

/** Options of the benchmark, filled in by the command line. */
final class HotOptions implements Serializable {
  private static final long serialVersionUID = 1L;
  static final long SLIDE_MILLIS = 1_000;
  static final String QUIET = "quiet";
  static final int KEY_GROUPS = 128;

  @Option(
      names = "--rate",
      defaultValue = "200000",
      description = "Samples of the hot campaign a second.")
  int rate = 200_000;

  @Option(
      names = "--quiet-rate",
      defaultValue = "50",
      description = "Samples of the quiet campaign a second.")
  int quietRate = 50;

  @Option(names = "--sources", defaultValue = "4", description = "Source subtasks.")
  int sources = 4;

  @Option(names = "--seconds", defaultValue = "40", description = "Wall-clock seconds of each run.")
  int seconds = 40;

  @Option(
      names = "--warm-up-seconds",
      defaultValue = "15",
      description = "Seconds at the beginning of each run whose slides are not counted.")
  int warmUpSeconds = 15;

  @Option(names = "--features", defaultValue = "12", description = "Numeric features.")
  int features = 12;

  @Option(names = "--arms", defaultValue = "4", description = "Arms.")
  int arms = 4;

  @Option(
      names = "--max-rates",
      split = ",",
      defaultValue = "6000,0",
      description = "Values of the job's --max-rate, a run each; 0 for no limit.")
  int[] maxRates = {6_000, 0};

  double ratePerSource() {
    return (rate + quietRate) / (double) sources;
  }

  /** One in how many samples is the quiet campaign's. */
  int quietOneIn() {
    return (rate + quietRate) / quietRate;
  }

  /** Returns a name that brings the hot campaign to the quiet one's subtask. */
  String hotId() {
    int subtask = KeyGroupRangeAssignment.assignKeyToParallelOperator(QUIET, KEY_GROUPS, sources);
    int number = 0;
    while (KeyGroupRangeAssignment.assignKeyToParallelOperator("hot-" + number, KEY_GROUPS, sources)
        != subtask) {
      number++;
    }
    return "hot-" + number;
  }
}
