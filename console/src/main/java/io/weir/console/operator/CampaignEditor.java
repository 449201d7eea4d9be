package io.weir.console.operator;

import io.weir.console.operator.CommandRefusedException.Reason;
import io.weir.contract.CampaignChanges;
import io.weir.contract.CampaignValidator;
import io.weir.contract.Problem;
import io.weir.contract.Ranges;
import io.weir.kafka.TopicReader;
import io.weir.schemas.Campaign;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a new version of a campaign: takes the transactional id, which fences every other editor,
 * reads the topic to its end, lets the change be made to what is in force, checks the result,
 * writes, commits. Of two that do so at once one is fenced and nothing of it is seen, so a version
 * is never given twice.
 */
public final class CampaignEditor {
  private static final Logger LOG = LoggerFactory.getLogger(CampaignEditor.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 3;

  private final Map<String, Object> kafka;
  private final String topic;
  private final String transactionalId;
  private final CampaignValidator validator;
  private final InstantSource clock;

  /** A change of a campaign. */
  @FunctionalInterface
  public interface Change {
    /**
     * Makes the next version; its number is set afterwards.
     *
     * @param current what is in force; null if there is none
     * @throws CommandRefusedException if it cannot be done
     */
    Campaign.Builder of(@Nullable Campaign current) throws CommandRefusedException;
  }

  /**
   * What was written.
   *
   * @param campaign the record
   * @param partition where it stands on the campaign topic
   * @param offset where it stands in the partition
   */
  public record Written(Campaign campaign, int partition, long offset) {}

  /**
   * What the topic says of a campaign.
   *
   * @param inForce newest valid configuration; null if there is none
   * @param newestVersion largest version that anybody has written
   * @param partition where its records stand; null if there are none
   */
  private record Found(
      @Nullable Campaign inForce, long newestVersion, @Nullable Integer partition) {
    static final Found NOTHING = new Found(null, 0, null);
  }

  /**
   * Makes an editor; it connects when it is used.
   *
   * @param kafka properties of the clients, bootstrap.servers among them
   * @param topicPrefix put before the topics' names
   * @param transactionalId shared by all editors of the installation
   * @param validator says what may not be written, and what of the topic is in force
   * @param clock what time changes bear
   */
  public CampaignEditor(
      Map<String, Object> kafka,
      String topicPrefix,
      String transactionalId,
      CampaignValidator validator,
      InstantSource clock) {
    this.kafka = Map.copyOf(kafka);
    this.topic = topicPrefix + "campaigns";
    this.transactionalId = transactionalId;
    this.validator = validator;
    this.clock = clock;
  }

  /**
   * Carries out a command on the version that the operator saw.
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
  public Campaign edit(
      String campaignId, long expectedVersion, OperatorCommand command, String by, String why)
      throws CommandRefusedException {
    Change change =
        current -> {
          Campaign known = require(campaignId, current);
          if (known.getVersion() != expectedVersion) {
            throw new CommandRefusedException(
                Reason.VERSION_MOVED,
                "the campaign is at version "
                    + known.getVersion()
                    + ", not "
                    + expectedVersion
                    + ": look at it again");
          }
          Campaign.Builder next = Campaign.newBuilder(known);
          command.change(next);
          return next;
        };
    return write(campaignId, change, command.name(), by, why).campaign();
  }

  /**
   * Returns the campaign in force.
   *
   * @throws CommandRefusedException if there is none
   */
  public static Campaign require(String campaignId, @Nullable Campaign current)
      throws CommandRefusedException {
    if (current == null) {
      throw new CommandRefusedException(
          Reason.UNKNOWN_CAMPAIGN, "there is no campaign " + campaignId);
    }
    return current;
  }

  /**
   * Writes what a change makes of the campaign in force, under a version above all that were
   * written before.
   *
   * @param campaignId campaign
   * @param change may be called again if another editor was faster
   * @param name of the change, for the record's headers
   * @param by who
   * @param why reason
   * @throws CommandRefusedException if it cannot be done; nothing was written then
   * @throws KafkaException as {@link #edit}
   */
  public synchronized Written write(
      String campaignId, Change change, String name, String by, String why)
      throws CommandRefusedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(campaignId, change, name, by, why);
      } catch (KafkaException e) {
        if (!takenOver(e)) {
          throw e;
        }
        // Two that take over from each other may both fail; the topic tells who is still in time.
        if (attempt == ATTEMPTS) {
          throw new CommandRefusedException(
              Reason.VERSION_MOVED, "another editor is writing: look at the campaign again", e);
        }
      }
    }
  }

  /** Whether another editor's producer has ended this one's transaction, unwritten. */
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

  private Written attempt(String campaignId, Change change, String name, String by, String why)
      throws CommandRefusedException {
    try (Producer<String, byte[]> producer = new KafkaProducer<>(producerProperties())) {
      producer.initTransactions();
      Found found = find(campaignId);
      Campaign next = change.of(found.inForce()).setVersion(found.newestVersion() + 1).build();
      refuseInvalid(found.inForce(), next);
      producer.beginTransaction();
      Future<RecordMetadata> sent =
          producer.send(
              new ProducerRecord<>(
                  topic,
                  // The same partition as before, whoever chose it: a key lives in one only.
                  found.partition(),
                  campaignId,
                  new RecordCodec<>(Campaign.class).encode(next),
                  new ChangeHeaders(by, clock.instant(), name, why).toHeaders()));
      // The commit throws what the send would.
      producer.commitTransaction();
      RecordMetadata at = written(sent);
      return new Written(next, at.partition(), at.offset());
    }
  }

  private static RecordMetadata written(Future<RecordMetadata> sent) {
    try {
      return sent.get();
    } catch (ExecutionException e) {
      throw new KafkaException("committed, and not sent", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }

  private void refuseInvalid(@Nullable Campaign before, Campaign next)
      throws CommandRefusedException {
    List<Problem> problems = new ArrayList<>(validator.problems(next));
    if (before != null) {
      problems.addAll(CampaignChanges.problems(before, next));
    }
    if (!problems.isEmpty()) {
      throw new CommandRefusedException(Reason.INVALID, Problem.describe(problems));
    }
  }

  private Found find(String campaignId) {
    RecordCodec<Campaign> codec = new RecordCodec<>(Campaign.class);
    Found[] found = {Found.NOTHING};
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
   * The jobs' rule: a newer version wins if it is valid, an equal or older one is ignored, a
   * tombstone deletes.
   */
  private Found newer(
      RecordCodec<Campaign> codec, Found found, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return new Found(null, found.newestVersion(), record.partition());
    }
    try {
      Campaign campaign = codec.decode(record.value());
      // A version that no job takes must not use up those that are left.
      long newest =
          Ranges.VERSION.contains(campaign.getVersion())
              ? Math.max(found.newestVersion(), campaign.getVersion())
              : found.newestVersion();
      boolean takes =
          campaign.getVersion() > version(found.inForce())
              && validator.problems(campaign).isEmpty();
      return new Found(takes ? campaign : found.inForce(), newest, record.partition());
    } catch (WireFormatException e) {
      LOG.warn("an unreadable campaign record at offset {} is passed over", record.offset(), e);
      return found;
    }
  }

  private static long version(@Nullable Campaign campaign) {
    return campaign == null ? Long.MIN_VALUE : campaign.getVersion();
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
