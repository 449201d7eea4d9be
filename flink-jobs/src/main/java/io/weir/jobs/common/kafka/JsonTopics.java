package io.weir.jobs.common.kafka;

import java.io.Serializable;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.sink2.Sink;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a job publishes as JSON, too, for readers that know no Avro. */
public final class JsonTopics implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Too much for a reader of JSON, who cannot score with them anyway. */
  private static final Set<String> WITHOUT = Set.of("weights");

  @Option(
      names = "--json-topics",
      description =
          "Publish as JSON, too: for each topic of models (without their weights), dual prices or"
              + " budget statuses one whose name ends in -json.")
  private boolean enabled;

  /** Returns whether it does. */
  public boolean enabled() {
    return enabled;
  }

  /** Returns the name of the topic that repeats another one's records. */
  public static String name(String topic) {
    return topic + "-json";
  }

  /** Returns the sink that repeats a topic's records; null where it is not wanted. */
  public <R extends SpecificRecord> @Nullable Sink<R> sink(
      KafkaOptions kafka, String topic, RecordSerializer.KeyOf<R> keyOf) {
    return enabled
        ? KafkaSinks.atLeastOnce(kafka, new JsonSerializer<>(name(topic), keyOf, WITHOUT))
        : null;
  }
}
