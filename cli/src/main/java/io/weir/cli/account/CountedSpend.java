package io.weir.cli.account;

import io.weir.kafka.TopicReader;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the budget job says was spent, by campaign and period, from its status topic. */
final class CountedSpend {
  /** One campaign's spend by the start of its period; what came before the first has none. */
  private static final class Campaign {
    private static final long EARLIER = Long.MIN_VALUE;
    private final TreeMap<Long, Long> spentMicros = new TreeMap<>();

    void add(BudgetStatus status) {
      long start = status.getPeriodStart().toEpochMilli();
      spentMicros.put(start, status.getSpentMicros());
      // Late outcomes go on to reach the period before, whose own statuses have ended.
      Long late = status.getPreviousPeriodSpentMicros();
      if (late != null) {
        Long before = spentMicros.lowerKey(start);
        spentMicros.put(before == null ? EARLIER : before, late);
      }
    }

    long sum() {
      return spentMicros.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private CountedSpend() {}

  /**
   * Reads statuses until they say what is expected, or time is up.
   *
   * @param client properties of the consumer: brokers, security
   * @param topic the status topic
   * @param hostile messages that no budget job wrote
   * @param expectedMicros by campaign, over all its periods, micros of the currency
   * @param limit longest time to wait
   * @return by campaign the sum of the last status of each period, micros of the currency
   * @throws WireFormatException if a status of the budget job cannot be read
   */
  static Map<String, Long> await(
      Map<String, Object> client,
      String topic,
      HostileFates hostile,
      Map<String, Long> expectedMicros,
      Duration limit)
      throws WireFormatException {
    RecordCodec<BudgetStatus> codec = new RecordCodec<>(BudgetStatus.class);
    Map<String, Campaign> campaigns = new HashMap<>();
    long deadline = System.nanoTime() + limit.toNanos();
    try (TopicReader reader = TopicReader.open(client, List.of(topic))) {
      Map<String, Long> counted = Map.of();
      while (System.nanoTime() < deadline) {
        reader.poll(
            message -> {
              if (message.value() != null && !hostile.contains(MessagePlace.of(message))) {
                BudgetStatus status = codec.decode(message.value());
                campaigns.computeIfAbsent(status.getCampaignId(), id -> new Campaign()).add(status);
              }
            });
        counted = new TreeMap<>();
        for (Map.Entry<String, Campaign> campaign : campaigns.entrySet()) {
          counted.put(campaign.getKey(), campaign.getValue().sum());
        }
        // Equal in passing is not equal: nothing may be left to read.
        if (same(counted, expectedMicros) && reader.atEnd()) {
          return counted;
        }
      }
      return counted;
    }
  }

  /** Whether both say the same of every campaign; without a word means nothing spent. */
  static boolean same(Map<String, Long> counted, Map<String, Long> expected) {
    Set<String> all = new HashSet<>(counted.keySet());
    all.addAll(expected.keySet());
    return all.stream()
        .allMatch(id -> counted.getOrDefault(id, 0L).equals(expected.getOrDefault(id, 0L)));
  }
}
