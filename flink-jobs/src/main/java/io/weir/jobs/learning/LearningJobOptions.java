package io.weir.jobs.learning;

import io.weir.jobs.common.Checks;
import io.weir.jobs.common.JobCommand;
import io.weir.jobs.common.RuntimeOptions;
import io.weir.jobs.common.kafka.JsonTopics;
import io.weir.jobs.common.kafka.KafkaOptions;
import io.weir.kafka.DurationConverter;
import io.weir.learner.options.LearningOptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options of the learning job. */
@Command(
    name = "learning",
    description = "Learns models and dual prices from samples.",
    mixinStandardHelpOptions = true)
public final class LearningJobOptions implements JobCommand.Options, Serializable {
  private static final long serialVersionUID = 1L;

  @Mixin private KafkaOptions kafka = new KafkaOptions();
  @Mixin private RuntimeOptions runtime = new RuntimeOptions();
  @Mixin private JsonTopics json = new JsonTopics();

  @Option(
      names = "--learning",
      paramLabel = "KEY=VALUE",
      description = "Default of a learning option for all campaigns; a campaign's own wins.")
  private Map<String, String> learning = new LinkedHashMap<>();

  @Option(
      names = {"--hold-cap", "--held-max"},
      defaultValue = "20000",
      description =
          "Most samples that are held back per campaign that is not known yet; more are dead letters"
              + " (default: ${DEFAULT-VALUE}).")
  private int holdCap;

  @Option(
      names = {"--hold-limit", "--held-time-limit"},
      defaultValue = "10min",
      converter = DurationConverter.class,
      description =
          "Time samples wait for their campaign before they are dead letters"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration holdLimit = Duration.ZERO;

  @Option(
      names = "--max-rate",
      defaultValue = "6000",
      paramLabel = "SAMPLES",
      description =
          "Samples of one campaign a second of event time that its learner gets to see at most, four"
              + " tenths of them randomized, three of its own models, two of the policy before, one"
              + " overridden; what is beyond is counted and summed. 0 for no limit"
              + " (default: ${DEFAULT-VALUE}).")
  private int maxRate;

  @Option(
      names = "--ensemble-threads",
      defaultValue = "1",
      description =
          "Threads of a subtask that the members of its learners' ensembles are spread over; what is"
              + " learned is the same (default: ${DEFAULT-VALUE}).")
  private int ensembleThreads;

  /**
   * Reads options from a command line.
   *
   * @throws ParameterException if an option is unknown, unreadable or out of range
   */
  public static LearningJobOptions parse(String... arguments) {
    return JobCommand.parse(new LearningJobOptions(), arguments);
  }

  /** Returns where Kafka is. */
  public KafkaOptions kafka() {
    return kafka;
  }

  /** Returns whether what is published goes out as JSON, too. */
  public JsonTopics json() {
    return json;
  }

  /** Returns how the job runs. */
  public RuntimeOptions runtime() {
    return runtime;
  }

  /** Returns the job's defaults of learning options. */
  public Map<String, String> learning() {
    return learning;
  }

  /** Returns how many samples are held back for an unknown campaign. */
  public int holdCap() {
    return holdCap;
  }

  /** Returns how long they are held back. */
  public Duration holdLimit() {
    return holdLimit;
  }

  /** Returns samples of a campaign a second of event time at most; infinite for no limit. */
  public double maxRate() {
    return maxRate == 0 ? Double.POSITIVE_INFINITY : maxRate;
  }

  /** Returns threads that a subtask's learners use together. */
  public int ensembleThreads() {
    return ensembleThreads;
  }

  @Override
  public void validate() {
    kafka.validate();
    runtime.validate();
    LearningOptions.parse(learning, Map.of());
    Checks.require(holdCap >= 1, "--hold-cap must be at least 1");
    Checks.positive(holdLimit, "--hold-limit");
    Checks.require(maxRate >= 0, "--max-rate must not be negative");
    Checks.require(
        ensembleThreads >= 1 && ensembleThreads <= 64, "--ensemble-threads must be in [1, 64]");
  }
}
