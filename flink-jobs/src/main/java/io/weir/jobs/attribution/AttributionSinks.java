package io.weir.jobs.attribution;

import io.weir.jobs.common.kafka.KafkaOptions;
import io.weir.jobs.common.kafka.KafkaSinks;
import io.weir.jobs.common.kafka.RecordSerializer;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Sample;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * What the attribution job writes.
 *
 * @param samples closed samples, exactly once
 * @param deadLetters messages that could not be used, at least once under the same key
 */
public record AttributionSinks(Sink<Sample> samples, Sink<DeadLetter> deadLetters) {
  /** Returns the sinks in Kafka. */
  public static AttributionSinks kafka(AttributionOptions options) {
    KafkaOptions kafka = options.kafka();
    return new AttributionSinks(
        KafkaSinks.exactlyOnce(
            kafka,
            AttributionJob.NAME,
            "samples",
            new RecordSerializer<>(
                Sample.class, kafka.topics().samples(), Sample::getImpressionId)),
        KafkaSinks.deadLetters(kafka));
  }
}
