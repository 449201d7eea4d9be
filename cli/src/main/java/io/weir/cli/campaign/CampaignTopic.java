package io.weir.cli.campaign;

import io.weir.console.operator.ChangeHeaders;
import io.weir.contract.CampaignChanges;
import io.weir.contract.Problem;
import io.weir.kafka.KafkaFlags;
import io.weir.kafka.TopicReader;
import io.weir.schemas.Campaign;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What the campaign topic says now. */
final class CampaignTopic {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /**
   * One campaign.
   *
   * @param campaignId its key
   * @param inForce newest valid configuration; null if there is none
   * @param changed who wrote it, when and why
   * @param refused why a newer record is not in force; null if there is none
   */
  record Entry(
      String campaignId,
      @Nullable Campaign inForce,
      @Nullable ChangeHeaders changed,
      @Nullable String refused) {}

  private final RecordCodec<Campaign> codec = new RecordCodec<>(Campaign.class);
  private final Map<String, Entry> entries = new TreeMap<>();

  private CampaignTopic() {}

  /** Reads the topic to its end; campaigns by identifier. */
  static Map<String, Entry> read(KafkaFlags kafka) throws TimeoutException {
    kafka.validate();
    CampaignTopic topic = new CampaignTopic();
    try (TopicReader reader =
        TopicReader.open(kafka.clientMap(), List.of(kafka.topicPrefix() + "campaigns"))) {
      reader.readToEnd(LIMIT, topic::take);
    }
    return topic.entries;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    String id = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      entries.remove(id);
      return;
    }
    Entry before = entries.getOrDefault(id, new Entry(id, null, null, null));
    entries.put(id, next(before, record));
  }

  private Entry next(Entry before, ConsumerRecord<byte[], byte[]> record) {
    Campaign known = before.inForce();
    Campaign campaign;
    try {
      campaign = codec.decode(record.value());
    } catch (WireFormatException e) {
      return new Entry(
          before.campaignId(), known, before.changed(), "unreadable: " + e.getMessage());
    }
    if (known != null && campaign.getVersion() <= known.getVersion()) {
      return before;
    }
    List<Problem> problems = new ArrayList<>(CampaignRules.VALIDATOR.problems(campaign));
    if (known != null) {
      problems.addAll(CampaignChanges.problems(known, campaign));
    }
    return problems.isEmpty()
        ? new Entry(before.campaignId(), campaign, ChangeHeaders.read(record.headers()), null)
        : new Entry(
            before.campaignId(),
            known,
            before.changed(),
            "version " + campaign.getVersion() + ": " + Problem.describe(problems));
  }
}
