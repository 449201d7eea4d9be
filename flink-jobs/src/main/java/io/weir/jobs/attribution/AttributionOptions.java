package io.weir.jobs.attribution;

import io.weir.formats.FormatFlags;
import io.weir.jobs.common.Checks;
import io.weir.jobs.common.JobCommand;
import io.weir.jobs.common.RuntimeOptions;
import io.weir.jobs.common.kafka.KafkaOptions;
import io.weir.jobs.common.kafka.Topics;
import io.weir.kafka.DurationConverter;
import java.io.Serializable;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options of the attribution job. */
@Command(
    name = "attribution",
    description = "Joins impressions, treatments and outcomes into samples.",
    mixinStandardHelpOptions = true)
public final class AttributionOptions implements JobCommand.Options, Serializable {
  private static final long serialVersionUID = 1L;

  @Mixin private KafkaOptions kafka = new KafkaOptions();
  @Mixin private RuntimeOptions runtime = new RuntimeOptions();
  @Mixin private FormatFlags formats = new FormatFlags();

  @Option(
      names = "--allowed-lateness",
      defaultValue = "1min",
      converter = DurationConverter.class,
      description =
          "Event time from the end of an impression's window until its sample leaves and it is"
              + " forgotten; in between, late and repeated events are told from orphans (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration allowedLateness = Duration.ZERO;

  @Option(
      names = "--late-horizon",
      defaultValue = "1d",
      converter = DurationConverter.class,
      description =
          "Wall-clock time for which a closed impression is remembered, so that its later outcomes"
              + " are late and no orphans; 0 turns it off (default: ${DEFAULT-VALUE}).")
  private Duration lateHorizon = Duration.ZERO;

  @Option(
      names = "--hold-limit",
      defaultValue = "1min",
      converter = DurationConverter.class,
      description =
          "Wall-clock time for which events of an unknown campaign wait for it (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration holdLimit = Duration.ZERO;

  @Option(
      names = "--hold-cap",
      defaultValue = "100000",
      description =
          "Most events of unknown campaigns that one subtask holds back (default:"
              + " ${DEFAULT-VALUE}).")
  private long holdCap;

  @Option(
      names = "--cache-mebibytes",
      defaultValue = "64",
      description =
          "Heap of each subtask for the states of the impressions that changed last; what does not"
              + " fit is read from the state backend (default: ${DEFAULT-VALUE}).")
  private int cacheMebibytes;

  /**
   * Parses and checks arguments.
   *
   * @throws ParameterException if an argument is unknown, missing or out of range
   */
  public static AttributionOptions parse(String... arguments) {
    return JobCommand.parse(new AttributionOptions(), arguments);
  }

  @Override
  public void validate() {
    kafka.validate();
    runtime.validate();
    formats.validate();
    Checks.notNegative(allowedLateness, "--allowed-lateness");
    Checks.notNegative(lateHorizon, "--late-horizon");
    Checks.notNegative(holdLimit, "--hold-limit");
    Checks.require(holdCap >= 0, "--hold-cap must not be negative");
    Checks.require(cacheMebibytes >= 0, "--cache-mebibytes must not be negative");
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

  /** Returns how the job runs. */
  public RuntimeOptions runtime() {
    return runtime;
  }

  /** Returns the event time from the end of a window until its sample leaves. */
  public Duration allowedLateness() {
    return allowedLateness;
  }

  /** Returns for how much wall-clock time closed impressions are remembered. */
  public Duration lateHorizon() {
    return lateHorizon;
  }

  /** Returns for how much wall-clock time events wait for their campaign. */
  public Duration holdLimit() {
    return holdLimit;
  }

  /** Returns how many events one subtask holds back at most. */
  public long holdCap() {
    return holdCap;
  }

  /** Returns how many bytes of heap the cache of each subtask may take. */
  public long cacheBytes() {
    return (long) cacheMebibytes << 20;
  }
}
