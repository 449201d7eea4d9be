package io.weir.cli.account;

import io.weir.core.hash.Murmur3;
import io.weir.jobs.common.deadletter.EventChecks;
import io.weir.jobs.common.deadletter.RejectedMessageException;
import io.weir.jobs.common.kafka.Topics;
import io.weir.kafka.TopicReader;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Everything that stands on a deployment's topics, kept so that it can be read on. */
final class DeploymentBooks implements AutoCloseable {
  private final Topics topics;
  private final ImpressionAccount account = new ImpressionAccount();
  private final TopicReader written;
  private final TopicReader sent;
  private final RecordCodec<Impression> impressions = new RecordCodec<>(Impression.class);
  private final RecordCodec<Treatment> treatments = new RecordCodec<>(Treatment.class);
  private final RecordCodec<Outcome> outcomes = new RecordCodec<>(Outcome.class);
  private final RecordCodec<Sample> samples = new RecordCodec<>(Sample.class);
  private final RecordCodec<DeadLetter> letters = new RecordCodec<>(DeadLetter.class);
  private final RecordCodec<Campaign> campaigns = new RecordCodec<>(Campaign.class);
  private final Map<String, Map<String, Long>> lettersByTopic = new TreeMap<>();
  private final Set<Long> outcomeIds = new HashSet<>();
  private long spentMicros;
  private long unreadableOutput;

  DeploymentBooks(Map<String, Object> client, String topicPrefix) {
    this.topics = new Topics(topicPrefix);
    this.written =
        TopicReader.open(
            client, List.of(topics.samples(), topics.deadLetters(), topics.campaigns()));
    this.sent =
        TopicReader.open(
            client, List.of(topics.impressions(), topics.treatments(), topics.outcomes()));
  }

  /**
   * Reads on to the present end: first what the jobs wrote, so that its causes are all there when
   * what was sent has been read.
   *
   * @param limit longest time for each of the two
   * @throws TimeoutException if that takes longer
   */
  void readOn(Duration limit) throws TimeoutException {
    written.readToEnd(limit, this::readWritten);
    sent.readToEnd(limit, this::readSent);
  }

  ImpressionAccount.Totals totals() {
    return account.totals();
  }

  /** Distinct dead letters by the topic their message came from, then by reason. */
  Map<String, Map<String, Long>> deadLetters() {
    return lettersByTopic;
  }

  /** Distinct dead letters of all topics. */
  long deadLetterCount() {
    return lettersByTopic.values().stream()
        .flatMap(reasons -> reasons.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  /** Costs of all valid outcomes on the topic, each outcomeId once, micros of the currency. */
  long spentMicros() {
    return spentMicros;
  }

  /** Records of the jobs' own that cannot be read. */
  long unreadableOutput() {
    return unreadableOutput;
  }

  /** Whether retention has deleted messages, so that old samples seem to come from nowhere. */
  boolean truncated() {
    return sent.truncated();
  }

  private void readWritten(ConsumerRecord<byte[], byte[]> record) {
    String topic = record.topic();
    if (topic.equals(topics.samples())) {
      Sample sample = decode(samples, record.value());
      if (sample == null) {
        unreadableOutput++;
      } else {
        account.sample(sample.getImpressionId(), sample.getClosedAt());
      }
    } else if (topic.equals(topics.deadLetters())) {
      DeadLetter letter = decode(letters, record.value());
      if (letter == null) {
        unreadableOutput++;
      } else {
        read(letter);
      }
    } else {
      // An unreadable campaign is the dead letter of whoever wrote it.
      Campaign campaign = decode(campaigns, record.value());
      if (campaign != null) {
        account.campaign(campaign.getCampaignId(), campaign.getAttributionWindowMs());
      }
    }
  }

  private void read(DeadLetter letter) {
    String source = letter.getSourceTopic();
    if (!account.firstLetter(source, letter.getSourcePartition(), letter.getSourceOffset())) {
      return;
    }
    lettersByTopic
        .computeIfAbsent(source, name -> new TreeMap<>())
        .merge(letter.getReason(), 1L, Long::sum);
    if (source.equals(topics.impressions())) {
      Impression impression = decode(impressions, bytes(letter.getPayload()));
      account.impressionSetAside(impression == null ? null : impression.getImpressionId());
      if (impression != null && impression.getTreatment() != null) {
        account.treatmentSetAside(impression.getImpressionId());
      }
    } else if (source.equals(topics.treatments())) {
      Treatment treatment = decode(treatments, bytes(letter.getPayload()));
      if (treatment != null) {
        account.treatmentSetAside(treatment.getImpressionId());
      }
    }
  }

  private void readSent(ConsumerRecord<byte[], byte[]> record) {
    String topic = record.topic();
    if (topic.equals(topics.impressions())) {
      Impression impression = decode(impressions, record.value());
      if (impression == null) {
        account.unreadableImpression();
      } else {
        account.impression(
            impression.getImpressionId(), impression.getCampaignId(), impression.getOccurredAt());
        if (impression.getTreatment() != null) {
          account.treatment(impression.getImpressionId());
        }
      }
    } else if (topic.equals(topics.treatments())) {
      Treatment treatment = decode(treatments, record.value());
      if (treatment != null) {
        account.treatment(treatment.getImpressionId());
      }
    } else {
      Outcome outcome = decode(outcomes, record.value());
      if (outcome != null && valid(outcome) && first(outcome)) {
        spentMicros = Math.addExact(spentMicros, outcome.getCostMicros());
      }
    }
  }

  private boolean first(Outcome outcome) {
    return outcomeIds.add(
        Murmur3.hash128First64(outcome.getImpressionId() + '\n' + outcome.getOutcomeId()));
  }

  /** The rules by which the budget job leaves an outcome out. */
  private static boolean valid(Outcome outcome) {
    try {
      EventChecks.check(outcome);
      return outcome.getOccurredAt().toEpochMilli() >= 0;
    } catch (RejectedMessageException e) {
      return false;
    }
  }

  private static <R extends SpecificRecord> @Nullable R decode(
      RecordCodec<R> codec, byte @Nullable [] value) {
    try {
      return codec.decode(value);
    } catch (WireFormatException e) {
      return null;
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  @Override
  public void close() {
    written.close();
    sent.close();
  }
}
