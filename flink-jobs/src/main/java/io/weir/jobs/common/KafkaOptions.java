package io.weir.jobs.common;

import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where Kafka is and how to talk to it. */
public final class KafkaOptions implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern SECRET =
      Pattern.compile("password|secret|jaas|ssl\\.keystore\\.key$|token|credential");

  /** Where to start a topic for which neither a checkpoint nor a committed offset says so. */
  public enum Start {
    /** The oldest record the broker has. */
    EARLIEST,
    /** Records that arrive from now on. */
    LATEST
  }

  @Option(
      names = "--bootstrap-servers",
      required = true,
      paramLabel = "HOST:PORT[,...]",
      description = "Kafka brokers to begin with.")
  private String bootstrapServers = "";

  @Option(
      names = "--topic-prefix",
      defaultValue = "weir.",
      description = "What every topic's name begins with (default: ${DEFAULT-VALUE}).")
  private String topicPrefix = "";

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

  @Option(
      names = "--kafka-property",
      paramLabel = "NAME=VALUE",
      description = "Property of every Kafka client, such as security.protocol=SASL_SSL.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description =
          "File of properties of every Kafka client (TLS, SASL); keeps secrets off the command"
              + " line. --kafka-property takes precedence.")
  private @Nullable String propertiesFile;

  /** Returns the brokers to begin with. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Returns the topics' names. */
  public Topics topics() {
    return new Topics(topicPrefix);
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

  /**
   * Returns the properties that every client gets, those of the file first.
   *
   * @throws UncheckedIOException if the file cannot be read
   */
  public Properties clientProperties() {
    Properties all = new Properties();
    if (propertiesFile != null) {
      try (Reader reader =
          Files.newBufferedReader(Path.of(propertiesFile), StandardCharsets.UTF_8)) {
        all.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException("--kafka-properties cannot be read: " + propertiesFile, e);
      }
    }
    all.putAll(properties);
    all.setProperty("bootstrap.servers", bootstrapServers);
    return all;
  }

  /**
   * Checks what the parser cannot.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   */
  public void validate() {
    Checks.require(!bootstrapServers.isBlank(), "--bootstrap-servers must not be blank");
    Checks.require(
        topicPrefix.matches("[a-zA-Z0-9._-]*"), "--topic-prefix may hold letters, digits, . _ -");
    Checks.require(!groupPrefix.isBlank(), "--group-prefix must not be blank");
    Checks.positive(transactionTimeout, "--transaction-timeout");
    properties.forEach(KafkaOptions::refuseSecret);
  }

  /**
   * A command line shows in process lists and web pages; a reference to a provider tells nothing.
   */
  private static void refuseSecret(String name, String value) {
    Checks.require(
        !SECRET.matcher(name).find() || value.startsWith("${"),
        "--kafka-property " + name + " holds a secret; put it into the file of --kafka-properties");
  }
}
