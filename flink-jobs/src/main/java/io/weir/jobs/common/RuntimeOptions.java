package io.weir.jobs.common;

import io.weir.kafka.DurationConverter;
import java.io.Serializable;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of how a job runs: parallelism, checkpoints, event time. */
public final class RuntimeOptions implements Serializable {
  private static final long serialVersionUID = 1L;

  @Option(
      names = "--parallelism",
      defaultValue = "1",
      description = "Parallel subtasks of each operator (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(
      names = "--max-parallelism",
      defaultValue = "128",
      description =
          "Key groups: the most subtasks this job can ever have. It can never change without losing"
              + " all state (default: ${DEFAULT-VALUE}).")
  private int maxParallelism;

  @Option(
      names = "--checkpoint-interval",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description =
          "Time between checkpoints; exactly-once output becomes visible once per interval"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration checkpointInterval = Duration.ZERO;

  @Option(
      names = "--out-of-orderness",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description =
          "How far behind the front of its partition an event may lie and still be on time"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration outOfOrderness = Duration.ZERO;

  @Option(
      names = "--idleness",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description =
          "Silence after which a partition no longer holds event time back, while its broker"
              + " answers (default: ${DEFAULT-VALUE}).")
  private Duration idleness = Duration.ZERO;

  @Option(
      names = "--alignment-drift",
      defaultValue = "2min",
      converter = DurationConverter.class,
      description =
          "How far one topic may run ahead of the others in event time (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration alignmentDrift = Duration.ZERO;

  @Option(
      names = "--max-future",
      defaultValue = "1min",
      converter = DurationConverter.class,
      description =
          "How far ahead of its arrival at the broker an event's time may lie (of the wall clock,"
              + " where the topic bears no LogAppendTime); beyond, the event is a dead letter"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration maxFuture = Duration.ZERO;

  /** Returns the parallelism of each operator. */
  public int parallelism() {
    return parallelism;
  }

  /** Returns the number of key groups. */
  public int maxParallelism() {
    return maxParallelism;
  }

  /** Returns the time between checkpoints. */
  public Duration checkpointInterval() {
    return checkpointInterval;
  }

  /** Returns the bound on disorder. */
  public Duration outOfOrderness() {
    return outOfOrderness;
  }

  /** Returns the silence that makes a partition idle. */
  public Duration idleness() {
    return idleness;
  }

  /** Returns how far one topic may run ahead. */
  public Duration alignmentDrift() {
    return alignmentDrift;
  }

  /** Returns how far ahead of its arrival an event may lie. */
  public Duration maxFuture() {
    return maxFuture;
  }

  /**
   * Checks what the parser cannot.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   */
  public void validate() {
    Checks.require(parallelism >= 1, "--parallelism must be at least 1");
    Checks.require(
        maxParallelism >= parallelism && maxParallelism <= 1 << 15,
        "--max-parallelism must lie between --parallelism and 32768");
    Checks.positive(checkpointInterval, "--checkpoint-interval");
    Checks.notNegative(outOfOrderness, "--out-of-orderness");
    Checks.positive(idleness, "--idleness");
    Checks.positive(alignmentDrift, "--alignment-drift");
    Checks.notNegative(maxFuture, "--max-future");
  }
}
