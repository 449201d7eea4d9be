package io.weir.jobs.common.kafka;

import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/** Kafka sources. All read committed records only. */
public final class KafkaSources {
  private static final String PARTITION_DISCOVERY_MILLIS = "60000";

  private KafkaSources() {}

  /**
   * Returns a source of events, which starts where the job's group committed, else as the options
   * say, and knows whether its brokers answer. A topic under a name of its own has a group of its
   * own, as two inputs may share it.
   *
   * @param input what the topic is called under the prefix
   * @param topic what it is called
   */
  public static <T> WatchedSource<T> events(
      KafkaOptions options,
      String job,
      String input,
      String topic,
      KafkaRecordDeserializationSchema<T> schema) {
    String shared = options.group(job);
    String group = topic.equals(options.topicPrefix() + input) ? shared : shared + "-" + input;
    OffsetResetStrategy reset =
        options.start() == KafkaOptions.Start.EARLIEST
            ? OffsetResetStrategy.EARLIEST
            : OffsetResetStrategy.LATEST;
    return new WatchedSource<>(
        builder(options, job, topic, schema, OffsetsInitializer.committedOffsets(reset))
            .setGroupId(group)
            .setClientIdPrefix(group + "-" + topic)
            .build(),
        options.clientProperties());
  }

  /** Returns a source of a compacted topic, which is always read from its beginning. */
  public static <T> KafkaSource<T> compacted(
      KafkaOptions options, String job, String topic, KafkaRecordDeserializationSchema<T> schema) {
    return builder(options, job, topic, schema, OffsetsInitializer.earliest()).build();
  }

  /**
   * Returns a source of a finished stretch of a topic: from its beginning up to given offsets. It
   * neither reads nor commits a group's offsets.
   *
   * @param ends by partition, the offset after the last record
   */
  public static <T> KafkaSource<T> bounded(
      KafkaOptions options,
      String job,
      String topic,
      KafkaRecordDeserializationSchema<T> schema,
      Map<TopicPartition, Long> ends) {
    return builder(options, job, topic, schema, OffsetsInitializer.earliest())
        .setProperty("commit.offsets.on.checkpoint", "false")
        .setBounded(OffsetsInitializer.offsets(ends))
        .build();
  }

  private static <T> KafkaSourceBuilder<T> builder(
      KafkaOptions options,
      String job,
      String topic,
      KafkaRecordDeserializationSchema<T> schema,
      OffsetsInitializer offsets) {
    Properties properties = options.clientProperties();
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("partition.discovery.interval.ms", PARTITION_DISCOVERY_MILLIS);
    KafkaSourceBuilder<T> builder =
        KafkaSource.<T>builder()
            .setProperties(properties)
            .setTopics(topic)
            .setGroupId(options.group(job))
            .setClientIdPrefix(options.group(job) + "-" + topic)
            .setStartingOffsets(offsets)
            .setDeserializer(schema);
    if (options.bounded()) {
      builder.setBounded(OffsetsInitializer.latest());
    }
    return builder;
  }
}
