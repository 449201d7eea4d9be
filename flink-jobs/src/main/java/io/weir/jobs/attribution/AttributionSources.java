package io.weir.jobs.attribution;

import io.weir.formats.FormatFlags;
import io.weir.jobs.attribution.event.EventMessage;
import io.weir.jobs.attribution.event.EventSchemas;
import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.jobs.common.campaign.CampaignUpdateSchema;
import io.weir.jobs.common.kafka.KafkaOptions;
import io.weir.jobs.common.kafka.KafkaSources;
import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.DeadLetter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.types.Either;
import org.apache.kafka.common.TopicPartition;

/**
 * What the attribution job reads.
 *
 * @param impressions opportunities to treat a unit
 * @param treatments assigned treatments
 * @param outcomes realized revenue and cost
 * @param campaigns configuration, from the beginning
 */
public record AttributionSources(
    Source<Either<EventMessage, DeadLetter>, ?, ?> impressions,
    Source<Either<EventMessage, DeadLetter>, ?, ?> treatments,
    Source<Either<EventMessage, DeadLetter>, ?, ?> outcomes,
    Source<Either<CampaignUpdate, DeadLetter>, ?, ?> campaigns) {
  /** Returns the sources in Kafka. */
  public static AttributionSources kafka(AttributionOptions options) {
    KafkaOptions kafka = options.kafka();
    Topics topics = options.topics();
    FormatFlags formats = options.formats();
    Duration maxFuture = options.runtime().maxFuture();
    String job = AttributionJob.NAME;
    return new AttributionSources(
        KafkaSources.events(
            kafka,
            job,
            FormatFlags.IMPRESSIONS,
            topics.impressions(),
            EventSchemas.impressions(formats.impressions(), job, maxFuture)),
        KafkaSources.events(
            kafka,
            job,
            FormatFlags.TREATMENTS,
            topics.treatments(),
            EventSchemas.treatments(formats.treatments(), job, maxFuture)),
        KafkaSources.events(
            kafka,
            job,
            FormatFlags.OUTCOMES,
            topics.outcomes(),
            EventSchemas.outcomes(formats.outcomes(), job, maxFuture)),
        KafkaSources.compacted(kafka, job, topics.campaigns(), new CampaignUpdateSchema(job)));
  }

  /**
   * Returns finished stretches of the event topics.
   *
   * @param ends by partition of all three topics, the offset after the last record
   * @param campaigns configuration in force for the whole stretch; bounded
   */
  public static AttributionSources bounded(
      AttributionOptions options,
      Map<TopicPartition, Long> ends,
      Source<Either<CampaignUpdate, DeadLetter>, ?, ?> campaigns) {
    Topics topics = options.topics();
    FormatFlags formats = options.formats();
    Duration maxFuture = options.runtime().maxFuture();
    String job = AttributionJob.NAME;
    return new AttributionSources(
        bounded(
            options,
            topics.impressions(),
            EventSchemas.impressions(formats.impressions(), job, maxFuture),
            ends),
        bounded(
            options,
            topics.treatments(),
            EventSchemas.treatments(formats.treatments(), job, maxFuture),
            ends),
        bounded(
            options,
            topics.outcomes(),
            EventSchemas.outcomes(formats.outcomes(), job, maxFuture),
            ends),
        campaigns);
  }

  private static Source<Either<EventMessage, DeadLetter>, ?, ?> bounded(
      AttributionOptions options,
      String topic,
      KafkaRecordDeserializationSchema<Either<EventMessage, DeadLetter>> schema,
      Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> own = new HashMap<>(ends);
    own.keySet().removeIf(partition -> !partition.topic().equals(topic));
    return KafkaSources.bounded(options.kafka(), AttributionJob.NAME, topic, schema, own);
  }
}
