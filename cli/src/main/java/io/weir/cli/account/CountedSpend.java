package io.weir.cli.account;

import io.weir.kafka.TopicReader;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
   * Reads statuses until their sum is as expected, or time is up.
   *
   * @param client properties of the consumer: brokers, security
   * @param topic the status topic
   * @param expectedMicros sum over all campaigns and periods, micros of the currency
   * @param limit longest time to wait
   * @return the sum of the last status of each campaign and period, micros of the currency
   * @throws WireFormatException if a status cannot be read
   */
  static long await(Map<String, Object> client, String topic, long expectedMicros, Duration limit)
      throws WireFormatException {
    RecordCodec<BudgetStatus> codec = new RecordCodec<>(BudgetStatus.class);
    Map<String, Campaign> campaigns = new HashMap<>();
    long deadline = System.nanoTime() + limit.toNanos();
    try (TopicReader reader = TopicReader.open(client, List.of(topic))) {
      long sum = 0;
      while (System.nanoTime() < deadline) {
        reader.poll(
            message -> {
              if (message.value() != null) {
                BudgetStatus status = codec.decode(message.value());
                campaigns.computeIfAbsent(status.getCampaignId(), id -> new Campaign()).add(status);
              }
            });
        sum = campaigns.values().stream().mapToLong(Campaign::sum).sum();
        // Equal in passing is not equal: nothing may be left to read.
        if (sum == expectedMicros && reader.atEnd()) {
          return sum;
        }
      }
      return sum;
    }
  }
}
