package io.weir.jobs.common.kafka;

import io.weir.jobs.common.Checks;
import io.weir.kafka.DurationConverter;
import io.weir.kafka.KafkaFlags;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of a job that say where Kafka is, and how the job reads and writes it. */
public final class KafkaOptions extends KafkaFlags {
  private static final long serialVersionUID = 1L;

  /** Where to start a topic for which neither a checkpoint nor a committed offset says so. */
  public enum Start {
    /** The oldest record the broker has. */
    EARLIEST,
    /** Records that arrive from now on. */
    LATEST
  }

  @Option(
      names = "--group-prefix",
      defaultValue = "weir-",
      description =
          "What consumer groups and transactional ids begin with; must be unique to this"
              + " installation on its brokers, and never change (default: ${DEFAULT-VALUE}).")
  private String groupPrefix = "";

  @Option(
      names = "--start",
      defaultValue = "EARLIEST",
      description =
          "Where to start event topics without a committed offset: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE}).")
  private Start start = Start.EARLIEST;

  @Option(
      names = "--bounded",
      description =
          "Read every topic up to where it ends when the job starts, close all windows, and finish.")
  private boolean bounded;

  @Option(
      names = "--transaction-timeout",
      defaultValue = "10min",
      converter = DurationConverter.class,
      description =
          "Longest outage after which transactions of the last checkpoint can still be committed;"
              + " below the broker's transaction.max.timeout.ms (default: ${DEFAULT-VALUE}).")
  private Duration transactionTimeout = Duration.ZERO;

  /** Returns the topics' names. */
  public Topics topics() {
    return new Topics(topicPrefix());
  }

  /** Returns the consumer group of a job. */
  public String group(String job) {
    return groupPrefix + job;
  }

  /** Returns the stable prefix of a sink's transactional ids. */
  public String transactionalIdPrefix(String job, String sink) {
    return groupPrefix + job + "-" + sink;
  }

  /** Returns where to start without any known offset. */
  public Start start() {
    return start;
  }

  /** Returns whether the job ends where the topics end when it starts. */
  public boolean bounded() {
    return bounded;
  }

  /** Returns the transaction timeout. */
  public Duration transactionTimeout() {
    return transactionTimeout;
  }

  @Override
  public void validate() {
    super.validate();
    Checks.require(!groupPrefix.isBlank(), "--group-prefix must not be blank");
    Checks.positive(transactionTimeout, "--transaction-timeout");
  }
}
