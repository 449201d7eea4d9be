package io.weir.kafka;

import picocli.CommandLine.Option;

/** Flags that say where Kafka is and which topics on it are this installation's. */
public class KafkaFlags extends BrokerFlags {
  private static final long serialVersionUID = 1L;

  /** What topics' names begin with unless another prefix is set. */
  public static final String DEFAULT_TOPIC_PREFIX = "weir.";

  @Option(
      names = "--topic-prefix",
      defaultValue = DEFAULT_TOPIC_PREFIX,
      paramLabel = "PREFIX",
      description = "What every topic's name begins with (default: ${DEFAULT-VALUE}).")
  private String topicPrefix = DEFAULT_TOPIC_PREFIX;

  /** Returns what every topic's name begins with. */
  public final String topicPrefix() {
    return topicPrefix;
  }

  @Override
  public void validate() {
    super.validate();
    if (!topicPrefix.matches("[a-zA-Z0-9._-]*")) {
      throw new IllegalArgumentException("--topic-prefix may hold letters, digits, . _ -");
    }
  }
}
