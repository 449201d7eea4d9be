package io.weir.jobs.learning;

import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.jobs.common.campaign.CampaignUpdateSchema;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.DeadLetters;
import io.weir.learner.options.LearningOptions;
import io.weir.schemas.DeadLetter;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the campaigns topic for the learning job: what {@link CampaignUpdateSchema} accepts, if its
 * learning options are valid too. A configuration with a bad option goes to the dead letters whole,
 * so that the last good one stays in force.
 */
final class LearningCampaignSchema
    implements KafkaRecordDeserializationSchema<Either<CampaignUpdate, DeadLetter>> {
  private static final long serialVersionUID = 1L;

  private final CampaignUpdateSchema campaigns = new CampaignUpdateSchema(LearningJob.NAME);
  private final DeadLetters deadLetters = new DeadLetters(LearningJob.NAME);
  private final Map<String, String> jobOptions;

  /**
   * Makes the schema.
   *
   * @param jobOptions the job's own learning options, serializable
   */
  LearningCampaignSchema(Map<String, String> jobOptions) {
    this.jobOptions = jobOptions;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    campaigns.open(context);
  }

  @Override
  public void deserialize(
      ConsumerRecord<byte[], byte[]> message, Collector<Either<CampaignUpdate, DeadLetter>> out)
      throws IOException {
    campaigns.deserialize(
        message,
        new Collector<>() {
          @Override
          public void collect(Either<CampaignUpdate, DeadLetter> element) {
            // What no job can read is set aside by the job that owns the topic.
            if (element.isLeft()) {
              out.collect(checked(element.left(), message));
            }
          }

          @Override
          public void close() {
            out.close();
          }
        });
  }

  private Either<CampaignUpdate, DeadLetter> checked(
      CampaignUpdate update, ConsumerRecord<byte[], byte[]> message) {
    try {
      if (update.campaign != null) {
        LearningOptions.parse(jobOptions, update.campaign.getLearning());
      }
      return Either.Left(update);
    } catch (IllegalArgumentException e) {
      return Either.Right(
          deadLetters.build(
              message.topic(),
              message.partition(),
              message.offset(),
              message.value(),
              DeadLetterReason.INVALID_LEARNING_OPTION,
              String.valueOf(e.getMessage())));
    }
  }

  @Override
  public TypeInformation<Either<CampaignUpdate, DeadLetter>> getProducedType() {
    return campaigns.getProducedType();
  }
}
