package io.weir.jobs.common.campaign;

import io.weir.contract.CampaignValidator;
import io.weir.contract.LearningOptionsCheck;
import io.weir.contract.Problem;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.jobs.common.kafka.RecordOrDeadLetterSchema;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the campaigns topic: valid configurations and tombstones, or dead letters. */
public final class CampaignUpdateSchema
    implements KafkaRecordDeserializationSchema<Either<CampaignUpdate, DeadLetter>> {
  private static final long serialVersionUID = 1L;

  private static final CampaignValidator VALIDATOR =
      new CampaignValidator(LearningOptionsCheck.none());

  private final RecordOrDeadLetterSchema<Campaign, CampaignUpdate> records;

  /**
   * Makes the schema.
   *
   * @param job name of the job, for its dead letters
   */
  public CampaignUpdateSchema(String job) {
    this.records =
        new RecordOrDeadLetterSchema<>(
            Campaign.class,
            TypeInformation.of(CampaignUpdate.class),
            CampaignUpdateSchema::accept,
            job);
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    records.open(context);
  }

  @Override
  public void deserialize(
      ConsumerRecord<byte[], byte[]> message, Collector<Either<CampaignUpdate, DeadLetter>> out)
      throws IOException {
    if (message.value() == null && message.key() != null) {
      out.collect(Either.Left(new CampaignUpdate(key(message), null)));
    } else {
      records.deserialize(message, out);
    }
  }

  private static CampaignUpdate accept(Campaign campaign, ConsumerRecord<byte[], byte[]> message)
      throws RejectedMessageException {
    if (message.key() == null || !key(message).equals(campaign.getCampaignId())) {
      throw new RejectedMessageException(
          DeadLetterReason.INVALID_CAMPAIGN,
          "the key is not the campaignId " + campaign.getCampaignId());
    }
    List<Problem> problems = VALIDATOR.problems(campaign);
    if (!problems.isEmpty()) {
      throw new RejectedMessageException(
          DeadLetterReason.INVALID_CAMPAIGN, Problem.describe(problems));
    }
    CampaignUpdate update = new CampaignUpdate(campaign.getCampaignId(), campaign);
    update.partition = message.partition();
    update.offset = message.offset();
    return update;
  }

  private static String key(ConsumerRecord<byte[], byte[]> message) {
    return new String(message.key(), StandardCharsets.UTF_8);
  }

  @Override
  public TypeInformation<Either<CampaignUpdate, DeadLetter>> getProducedType() {
    return records.getProducedType();
  }
}
