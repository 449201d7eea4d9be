package io.weir.jobs.attribution;

import io.weir.jobs.common.CampaignUpdate;
import io.weir.jobs.common.CampaignUpdateSchema;
import io.weir.jobs.common.KafkaOptions;
import io.weir.jobs.common.KafkaSources;
import io.weir.jobs.common.Topics;
import io.weir.schemas.DeadLetter;
import java.time.Duration;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.types.Either;

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
    Topics topics = kafka.topics();
    Duration maxFuture = options.runtime().maxFuture();
    String job = AttributionJob.NAME;
    return new AttributionSources(
        KafkaSources.events(kafka, job, topics.impressions(), EventSchemas.impressions(maxFuture)),
        KafkaSources.events(kafka, job, topics.treatments(), EventSchemas.treatments(maxFuture)),
        KafkaSources.events(kafka, job, topics.outcomes(), EventSchemas.outcomes(maxFuture)),
        KafkaSources.compacted(kafka, job, topics.campaigns(), new CampaignUpdateSchema(job)));
  }
}
