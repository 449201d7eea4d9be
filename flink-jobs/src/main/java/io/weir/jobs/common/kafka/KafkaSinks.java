package io.weir.jobs.common.kafka;

import io.weir.jobs.common.deadletter.DeadLetters;
import io.weir.schemas.DeadLetter;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;

/** Kafka sinks. */
public final class KafkaSinks {
  private KafkaSinks() {}

  /**
   * Returns a sink whose records become visible to read-committed consumers exactly once, with the
   * checkpoint that covers them.
   *
   * @param name name of the sink within the job; part of the transactional ids, so never change it
   */
  public static <R extends SpecificRecord> KafkaSink<R> exactlyOnce(
      KafkaOptions options, String job, String name, RecordSerializer<R> serializer) {
    Properties properties = producerProperties(options);
    properties.setProperty(
        "transaction.timeout.ms", Long.toString(options.transactionTimeout().toMillis()));
    return KafkaSinks.<R>builder(properties)
        .setRecordSerializer(serializer)
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(options.transactionalIdPrefix(job, name))
        .build();
  }

  /**
   * Returns a sink that repeats records after a failure; for records whose key makes a repetition
   * harmless, and that must not wait for a checkpoint.
   */
  public static <R extends SpecificRecord> KafkaSink<R> atLeastOnce(
      KafkaOptions options, KafkaRecordSerializationSchema<R> serializer) {
    return KafkaSinks.<R>builder(producerProperties(options))
        .setRecordSerializer(serializer)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .build();
  }

  /** Returns the sink of dead letters. */
  public static KafkaSink<DeadLetter> deadLetters(KafkaOptions options) {
    return atLeastOnce(
        options,
        new RecordSerializer<>(DeadLetter.class, options.topics().deadLetters(), DeadLetters::key));
  }

  private static Properties producerProperties(KafkaOptions options) {
    Properties properties = options.clientProperties();
    properties.putIfAbsent("acks", "all");
    properties.putIfAbsent("compression.type", "lz4");
    properties.putIfAbsent("linger.ms", "20");
    properties.putIfAbsent(
        "max.request.size", Integer.toString(MessageSizes.LARGE_MESSAGE_BYTES_MAX));
    return properties;
  }

  private static <R> KafkaSinkBuilder<R> builder(Properties properties) {
    return KafkaSink.<R>builder()
        .setBootstrapServers(properties.getProperty("bootstrap.servers"))
        .setKafkaProducerConfig(properties);
  }
}
