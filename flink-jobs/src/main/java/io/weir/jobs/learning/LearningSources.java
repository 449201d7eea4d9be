package io.weir.jobs.learning;

import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.jobs.common.deadletter.EventChecks;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.jobs.common.kafka.KafkaSources;
import io.weir.jobs.common.kafka.PartitionCount;
import io.weir.jobs.common.kafka.RecordOrDeadLetterSchema;
import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Sample;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.types.Either;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the learning job reads.
 *
 * @param samples closed samples; watermarks are the job's affair
 * @param campaigns configurations and tombstones
 * @param partitions over how many partitions samples are spread
 */
public record LearningSources(
    Source<Either<SampleMessage, DeadLetter>, ?, ?> samples,
    Source<Either<CampaignUpdate, DeadLetter>, ?, ?> campaigns,
    PartitionCount partitions) {

  /** Returns the topics as sources. */
  public static LearningSources kafka(LearningJobOptions options) {
    Topics topics = options.kafka().topics();
    return new LearningSources(
        KafkaSources.events(
            options.kafka(), LearningJob.NAME, "samples", topics.samples(), samplesSchema()),
        KafkaSources.compacted(
            options.kafka(),
            LearningJob.NAME,
            topics.campaigns(),
            new LearningCampaignSchema(options.learning())),
        PartitionCount.ofBrokers(options.kafka()));
  }

  /**
   * Returns a finished stretch of samples.
   *
   * @param samplesTopic whole name of the topic
   * @param ends by partition of the topic, the offset after the last record
   * @param campaigns configuration in force for the whole stretch; bounded
   */
  public static LearningSources bounded(
      LearningJobOptions options,
      String samplesTopic,
      Map<TopicPartition, Long> ends,
      Source<Either<CampaignUpdate, DeadLetter>, ?, ?> campaigns) {
    return new LearningSources(
        KafkaSources.bounded(
            options.kafka(), LearningJob.NAME, samplesTopic, samplesSchema(), ends),
        campaigns,
        PartitionCount.ofBrokers(options.kafka()));
  }

  static RecordOrDeadLetterSchema<Sample, SampleMessage> samplesSchema() {
    return new RecordOrDeadLetterSchema<>(
        Sample.class,
        TypeInformation.of(SampleMessage.class),
        LearningSources::accept,
        LearningJob.NAME);
  }

  private static SampleMessage accept(Sample sample, ConsumerRecord<byte[], byte[]> message)
      throws RejectedMessageException {
    EventChecks.check(sample);
    return new SampleMessage(sample, message.topic(), message.partition(), message.offset());
  }
}
