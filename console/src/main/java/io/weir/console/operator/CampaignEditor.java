package io.weir.console.operator;

import io.weir.console.operator.CommandRefusedException.Reason;
import io.weir.kafka.TopicReader;
import io.weir.schemas.Campaign;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a new version of a campaign: takes the transactional id, which fences every other console,
 * reads the topic to its end, checks that the version is the one the operator saw, writes, commits.
 * Of two consoles that do so at once one is fenced and nothing of it is seen.
 */
public final class CampaignEditor {
  private static final Logger LOG = LoggerFactory.getLogger(CampaignEditor.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 3;

  private final Map<String, Object> kafka;
  private final String topic;
  private final String transactionalId;
  private final InstantSource clock;

  private record Found(Campaign campaign, int partition) {}

  /**
   * Makes an editor; it connects when it is used.
   *
   * @param kafka properties of the clients, bootstrap.servers among them
   * @param topicPrefix put before the topics' names
   * @param transactionalId shared by all consoles of the installation
   * @param clock what time changes bear
   */
  public CampaignEditor(
      Map<String, Object> kafka, String topicPrefix, String transactionalId, InstantSource clock) {
    this.kafka = Map.copyOf(kafka);
    this.topic = topicPrefix + "campaigns";
    this.transactionalId = transactionalId;
    this.clock = clock;
  }

  /**
   * Carries out a command.
   *
   * @param campaignId campaign
   * @param expectedVersion version the operator saw
   * @param command what to do
   * @param by who
   * @param why reason
   * @return the version written
   * @throws CommandRefusedException if it cannot be done; nothing was written then
   * @throws KafkaException if the broker cannot be reached; nothing was written, unless the commit
   *     itself was cut off: then the topic tells
   */
  public synchronized Campaign edit(
      String campaignId, long expectedVersion, OperatorCommand command, String by, String why)
      throws CommandRefusedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(campaignId, expectedVersion, command, by, why);
      } catch (KafkaException e) {
        if (!takenOver(e)) {
          throw e;
        }
        // Two that take over from each other may both fail; the topic tells who is still in time.
        if (attempt == ATTEMPTS) {
          throw new CommandRefusedException(
              Reason.VERSION_MOVED, "another console is writing: look at the campaign again", e);
        }
      }
    }
  }

  /** Whether another console's producer has ended this one's transaction, unwritten. */
  private static boolean takenOver(KafkaException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException
          || cause instanceof InvalidTxnStateException) {
        return true;
      }
    }
    return false;
  }

  private Campaign attempt(
      String campaignId, long expectedVersion, OperatorCommand command, String by, String why)
      throws CommandRefusedException {
    try (Producer<String, byte[]> producer = new KafkaProducer<>(producerProperties())) {
      producer.initTransactions();
      Found found = find(campaignId);
      if (found == null) {
        throw new CommandRefusedException(
            Reason.UNKNOWN_CAMPAIGN, "there is no campaign " + campaignId);
      }
      Campaign current = found.campaign();
      if (current.getVersion() != expectedVersion) {
        throw new CommandRefusedException(
            Reason.VERSION_MOVED,
            "the campaign is at version "
                + current.getVersion()
                + ", not "
                + expectedVersion
                + ": look at it again");
      }
      Campaign.Builder next = Campaign.newBuilder(current);
      command.change(next);
      Campaign changed = next.setVersion(expectedVersion + 1).build();
      Instant now = clock.instant();
      producer.beginTransaction();
      // The commit throws what the send would.
      Future<RecordMetadata> unused =
          producer.send(
              new ProducerRecord<>(
                  topic,
                  // The same partition as before, whoever chose it: a key lives in one only.
                  found.partition(),
                  campaignId,
                  new RecordCodec<>(Campaign.class).encode(changed),
                  new ChangeHeaders(by, now, command.name(), why).toHeaders()));
      producer.commitTransaction();
      return changed;
    }
  }

  private @Nullable Found find(String campaignId) {
    RecordCodec<Campaign> codec = new RecordCodec<>(Campaign.class);
    @Nullable Found[] found = {null};
    try (TopicReader reader = TopicReader.open(kafka, List.of(topic))) {
      reader.readToEnd(
          TIMEOUT,
          record -> {
            if (isOf(campaignId, record)) {
              found[0] = newer(codec, found[0], record);
            }
          });
    } catch (TimeoutException e) {
      throw new KafkaException("the campaign topic could not be read to its end in time", e);
    }
    return found[0];
  }

  private static boolean isOf(String campaignId, ConsumerRecord<byte[], byte[]> record) {
    return record.key() != null
        && campaignId.equals(new String(record.key(), StandardCharsets.UTF_8));
  }

  /**
   * The jobs' rule: a newer version wins, an equal or older one is ignored, a tombstone deletes.
   */
  private static @Nullable Found newer(
      RecordCodec<Campaign> codec, @Nullable Found found, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return null;
    }
    try {
      Campaign campaign = codec.decode(record.value());
      return found == null || campaign.getVersion() > found.campaign().getVersion()
          ? new Found(campaign, record.partition())
          : found;
    } catch (WireFormatException e) {
      LOG.warn("an unreadable campaign record at offset {} is passed over", record.offset(), e);
      return found;
    }
  }

  private Map<String, Object> producerProperties() {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) (2 * TIMEOUT.toMillis()));
    return properties;
  }
}
