package io.weir.jobs.budget;

import io.weir.core.pacing.PacingMethod;
import io.weir.formats.FormatFlags;
import io.weir.jobs.common.Checks;
import io.weir.jobs.common.JobCommand;
import io.weir.jobs.common.RuntimeOptions;
import io.weir.jobs.common.kafka.JsonTopics;
import io.weir.jobs.common.kafka.KafkaOptions;
import io.weir.jobs.common.kafka.Topics;
import io.weir.kafka.DurationConverter;
import java.io.Serializable;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options of the budget job. */
@Command(
    name = "budget",
    description = "Counts spend against budgets and paces the price.",
    mixinStandardHelpOptions = true)
public final class BudgetOptions implements JobCommand.Options, Serializable {
  private static final long serialVersionUID = 1L;

  @Mixin private KafkaOptions kafka = new KafkaOptions();
  @Mixin private RuntimeOptions runtime = new RuntimeOptions();
  @Mixin private JsonTopics json = new JsonTopics();
  @Mixin private FormatFlags formats = new FormatFlags();

  @Option(
      names = "--allowed-lateness",
      defaultValue = "1min",
      converter = DurationConverter.class,
      description =
          "Event time for which an impression is remembered after its period or its window has"
              + " closed, whichever is later (default: ${DEFAULT-VALUE}).")
  private Duration allowedLateness = Duration.ZERO;

  @Option(
      names = "--unplaced-retention",
      defaultValue = "7d",
      converter = DurationConverter.class,
      description =
          "Event time for which an impression is remembered that no known period covers (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration unplacedRetention = Duration.ZERO;

  @Option(
      names = "--correction-horizon",
      defaultValue = "30d",
      converter = DurationConverter.class,
      description =
          "Event time for which an outcome with a cost is remembered, so that a correction finds it"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration correctionHorizon = Duration.ZERO;

  @Option(
      names = "--bundle-interval",
      defaultValue = "100ms",
      converter = DurationConverter.class,
      description =
          "Wall-clock time over which a subtask sums before it sends on to the campaign (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration bundleInterval = Duration.ZERO;

  @Option(
      names = "--status-interval",
      defaultValue = "500ms",
      converter = DurationConverter.class,
      description =
          "Wall-clock time between statuses while there is traffic (default: ${DEFAULT-VALUE}).")
  private Duration statusInterval = Duration.ZERO;

  @Option(
      names = "--heartbeat",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description =
          "Wall-clock time between statuses while there is none (default: ${DEFAULT-VALUE}).")
  private Duration heartbeat = Duration.ZERO;

  @Option(
      names = "--stale-after",
      defaultValue = "1min",
      converter = DurationConverter.class,
      description =
          "Wall-clock time without treatments and outcomes after which a campaign is STALE"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration staleAfter = Duration.ZERO;

  @Option(
      names = "--catch-up-limit",
      defaultValue = "1min",
      converter = DurationConverter.class,
      description =
          "Longest wall-clock time after a start for which no statuses go out while events are"
              + " still those from before it, so that a restart does not publish the past (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration catchUpLimit = Duration.ZERO;

  @Option(
      names = "--tolerance",
      defaultValue = "0.02",
      description =
          "Share of the budget by which the projection may miss it and still be ON_TRACK (default:"
              + " ${DEFAULT-VALUE}).")
  private double tolerance;

  @Option(
      names = "--pacing",
      defaultValue = "COMBINED",
      description =
          "How the price moves between publications: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}).")
  private PacingMethod pacing = PacingMethod.COMBINED;

  /**
   * Parses and checks arguments.
   *
   * @throws ParameterException if an argument is unknown, missing or out of range
   */
  public static BudgetOptions parse(String... arguments) {
    return JobCommand.parse(new BudgetOptions(), arguments);
  }

  @Override
  public void validate() {
    kafka.validate();
    runtime.validate();
    formats.validate();
    Checks.notNegative(allowedLateness, "--allowed-lateness");
    Checks.notNegative(unplacedRetention, "--unplaced-retention");
    Checks.notNegative(correctionHorizon, "--correction-horizon");
    Checks.positive(bundleInterval, "--bundle-interval");
    Checks.positive(statusInterval, "--status-interval");
    Checks.positive(heartbeat, "--heartbeat");
    Checks.positive(staleAfter, "--stale-after");
    Checks.notNegative(catchUpLimit, "--catch-up-limit");
    Checks.require(tolerance > 0 && tolerance < 1, "--tolerance must lie between 0 and 1");
  }

  /** Returns where Kafka is. */
  public KafkaOptions kafka() {
    return kafka;
  }

  /** Returns the topics' names, those of the events as the flags say. */
  public Topics topics() {
    return kafka.topics().with(formats);
  }

  /** Returns how events are written. */
  public FormatFlags formats() {
    return formats;
  }

  /** Returns whether what is published goes out as JSON, too. */
  public JsonTopics json() {
    return json;
  }

  /** Returns how the job runs. */
  public RuntimeOptions runtime() {
    return runtime;
  }

  /** Returns for how much event time an impression outlives its period. */
  public Duration allowedLateness() {
    return allowedLateness;
  }

  /** Returns for how much event time an impression without a period is remembered. */
  public Duration unplacedRetention() {
    return unplacedRetention;
  }

  /** Returns for how much event time an outcome's corrections are taken. */
  public Duration correctionHorizon() {
    return correctionHorizon;
  }

  /** Returns over how much wall-clock time a subtask sums. */
  public Duration bundleInterval() {
    return bundleInterval;
  }

  /** Returns the time between statuses under traffic. */
  public Duration statusInterval() {
    return statusInterval;
  }

  /** Returns the time between statuses without traffic. */
  public Duration heartbeat() {
    return heartbeat;
  }

  /** Returns the silence that makes a campaign STALE. */
  public Duration staleAfter() {
    return staleAfter;
  }

  /** Returns for how long no statuses go out at most while a start catches up. */
  public Duration catchUpLimit() {
    return catchUpLimit;
  }

  /** Returns the share of the budget by which a projection may miss it. */
  public double tolerance() {
    return tolerance;
  }

  /** Returns how the price moves. */
  public PacingMethod pacing() {
    return pacing;
  }
}
