package io.weir.cli.account;

import io.weir.core.hash.Murmur3;
import io.weir.jobs.common.kafka.Topics;
import io.weir.kafka.TopicReader;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Everything that stands on a deployment's topics, kept so that it can be read on. */
final class DeploymentBooks implements AutoCloseable {
  private final Topics topics;
  private final ImpressionAccount account = new ImpressionAccount();
  private final MessageRules rules;
  private final HostileFates hostile;
  private final TopicReader written;
  private final TopicReader sent;
  private final RecordCodec<Impression> impressions = new RecordCodec<>(Impression.class);
  private final RecordCodec<Treatment> treatments = new RecordCodec<>(Treatment.class);
  private final RecordCodec<Sample> samples = new RecordCodec<>(Sample.class);
  private final RecordCodec<DeadLetter> letters = new RecordCodec<>(DeadLetter.class);
  private final Map<String, Map<String, Long>> lettersByTopic = new TreeMap<>();
  private final Set<Long> outcomeIds = new HashSet<>();
  private final Map<String, Long> spentMicros = new HashMap<>();
  private final Map<String, Long> versions = new HashMap<>();
  private long hostileLetters;
  private long hostileImpressions;
  private long hostileSpentMicros;
  private long unreadableOutput;

  /**
   * Opens the topics.
   *
   * @param maxFuture what the jobs are told by {@code --max-future}
   * @param hostile messages that are nobody's but an attacker's; what becomes of them is noted
   */
  DeploymentBooks(
      Map<String, Object> client, String topicPrefix, Duration maxFuture, HostileFates hostile) {
    this.topics = new Topics(topicPrefix);
    this.rules = new MessageRules(topics, maxFuture);
    this.hostile = hostile;
    List<String> output =
        new ArrayList<>(List.of(topics.samples(), topics.deadLetters(), topics.campaigns()));
    if (!hostile.isEmpty()) {
      output.addAll(List.of(topics.dualPrices(), topics.models(), topics.budgetStatus()));
    }
    this.written = TopicReader.open(client, output);
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

  /** Of these, about hostile messages. */
  long hostileLetters() {
    return hostileLetters;
  }

  /** Impressions, or unreadable messages on their topic, that are hostile; each id once. */
  long hostileImpressions() {
    return hostileImpressions;
  }

  /** Part of all costs that hostile outcomes claim, micros of the currency. */
  long hostileSpentMicros() {
    return hostileSpentMicros;
  }

  /**
   * Costs of all valid outcomes on the topic by campaign, each outcomeId once, micros of the
   * currency; of campaigns that are configured.
   */
  Map<String, Long> spentMicros() {
    Map<String, Long> known = new TreeMap<>(spentMicros);
    known.keySet().retainAll(versions.keySet());
    return known;
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
    boolean foreign = noteHostile(record);
    if (topic.equals(topics.samples()) && !foreign) {
      Sample sample = MessageRules.decode(samples, record.value());
      if (sample == null) {
        unreadableOutput++;
      } else {
        account.sample(sample.getImpressionId(), sample.getClosedAt());
      }
    } else if (topic.equals(topics.deadLetters())) {
      DeadLetter letter = MessageRules.decode(letters, record.value());
      if (letter == null) {
        unreadableOutput++;
      } else {
        read(letter);
      }
    } else if (topic.equals(topics.campaigns())) {
      readCampaign(record);
    }
  }

  /** An invalid campaign is the dead letter of whoever wrote it. */
  private void readCampaign(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null && record.key() != null) {
      versions.remove(new String(record.key(), StandardCharsets.UTF_8));
      return;
    }
    Campaign campaign = rules.configuration(record);
    if (campaign != null
        && versions.getOrDefault(campaign.getCampaignId(), -1L) < campaign.getVersion()) {
      versions.put(campaign.getCampaignId(), campaign.getVersion());
      account.campaign(campaign.getCampaignId(), campaign.getAttributionWindowMs());
    }
  }

  /** Notes what a hostile message is; returns whether it is one. */
  private boolean noteHostile(ConsumerRecord<byte[], byte[]> record) {
    MessagePlace place = MessagePlace.of(record);
    if (!hostile.contains(place)) {
      return false;
    }
    hostile.found(place, rules.fate(record));
    return true;
  }

  private void read(DeadLetter letter) {
    String source = letter.getSourceTopic();
    MessagePlace place =
        new MessagePlace(source, letter.getSourcePartition(), letter.getSourceOffset());
    if (!account.firstLetter(place)) {
      return;
    }
    if (hostile.contains(place)) {
      hostile.setAside(place);
      hostileLetters++;
    }
    lettersByTopic
        .computeIfAbsent(source, name -> new TreeMap<>())
        .merge(letter.getReason(), 1L, Long::sum);
    if (source.equals(topics.impressions())) {
      Impression impression = MessageRules.decode(impressions, bytes(letter.getPayload()));
      account.impressionSetAside(impression == null ? null : impression.getImpressionId());
      if (impression != null && impression.getTreatment() != null) {
        account.treatmentSetAside(impression.getImpressionId());
      }
    } else if (source.equals(topics.treatments())) {
      Treatment treatment = MessageRules.decode(treatments, bytes(letter.getPayload()));
      if (treatment != null) {
        account.treatmentSetAside(treatment.getImpressionId());
      }
    }
  }

  private void readSent(ConsumerRecord<byte[], byte[]> record) {
    String topic = record.topic();
    boolean foreign = noteHostile(record);
    if (topic.equals(topics.impressions())) {
      hostileImpressions += readImpression(record.value()) && foreign ? 1 : 0;
    } else if (topic.equals(topics.treatments())) {
      Treatment treatment = MessageRules.decode(treatments, record.value());
      if (treatment != null) {
        account.treatment(treatment.getImpressionId());
      }
    } else {
      Outcome outcome = rules.countable(record);
      if (outcome != null && first(outcome)) {
        spentMicros.merge(outcome.getCampaignId(), outcome.getCostMicros(), Math::addExact);
        hostileSpentMicros += foreign ? outcome.getCostMicros() : 0;
      }
    }
  }

  /** Returns whether the message is none, or the first of its id. */
  private boolean readImpression(byte @Nullable [] value) {
    Impression impression = MessageRules.decode(impressions, value);
    if (impression == null) {
      account.unreadableImpression();
      return true;
    }
    if (impression.getTreatment() != null) {
      account.treatment(impression.getImpressionId());
    }
    return account.impression(
        impression.getImpressionId(), impression.getCampaignId(), impression.getOccurredAt());
  }

  private boolean first(Outcome outcome) {
    return outcomeIds.add(
        Murmur3.hash128First64(outcome.getImpressionId() + '\n' + outcome.getOutcomeId()));
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
