package io.weir.console.feed;

import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Times of a topic's newest records. The event time is the median of the last few, which one
 * message from the far future does not move.
 *
 * @param eventTimeMillis event time; null if unknown
 * @param newestMillis when the newest was written, wall clock; null if unknown
 */
record TopicTail(@Nullable Long eventTimeMillis, @Nullable Long newestMillis) {
  private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
  private static final long LAST = 25;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int POLLS = 5;

  static final TopicTail EMPTY = new TopicTail(null, null);

  /** Reads the last records of every partition that has any. */
  static Map<String, TopicTail> read(
      Consumer<byte[], byte[]> consumer,
      Map<TopicPartition, String> partitions,
      Map<TopicPartition, Long> ends) {
    consumer.assign(partitions.keySet());
    consumer.resume(partitions.keySet());
    for (TopicPartition partition : partitions.keySet()) {
      consumer.seek(partition, Math.max(0, ends.getOrDefault(partition, 0L) - LAST));
    }
    Map<String, List<Long>> eventTimes = new HashMap<>();
    Map<String, Long> newest = new HashMap<>();
    EventTimes decoder = new EventTimes();
    for (int i = 0; i < POLLS && consumer.paused().size() < partitions.size(); i++) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        TopicPartition at = new TopicPartition(record.topic(), record.partition());
        String topic = partitions.get(at);
        if (topic == null) {
          continue;
        }
        if (record.offset() >= ends.getOrDefault(at, 0L) - 1) {
          consumer.pause(List.of(at));
        }
        newest.merge(topic, record.timestamp(), Math::max);
        Long time = decoder.of(topic, record.value());
        if (time != null) {
          eventTimes.computeIfAbsent(topic, t -> new ArrayList<>()).add(time);
        }
      }
    }
    Map<String, TopicTail> tails = new HashMap<>();
    newest.forEach(
        (topic, millis) -> tails.put(topic, new TopicTail(median(eventTimes.get(topic)), millis)));
    return tails;
  }

  private static @Nullable Long median(@Nullable List<Long> times) {
    return times == null ? null : times.stream().sorted().skip(times.size() / 2).findFirst().get();
  }

  /** Event times of the four event topics; the others have none. */
  private static final class EventTimes {
    private final RecordCodec<Impression> impressions = new RecordCodec<>(Impression.class);
    private final RecordCodec<Treatment> treatments = new RecordCodec<>(Treatment.class);
    private final RecordCodec<Outcome> outcomes = new RecordCodec<>(Outcome.class);
    private final RecordCodec<Sample> samples = new RecordCodec<>(Sample.class);

    @Nullable Long of(String topic, byte @Nullable [] value) {
      try {
        return switch (topic) {
          case "impressions" -> impressions.decode(value).getOccurredAt().toEpochMilli();
          case "treatments" -> treatments.decode(value).getAssignedAt().toEpochMilli();
          case "outcomes" -> outcomes.decode(value).getOccurredAt().toEpochMilli();
          case "samples" -> samples.decode(value).getClosedAt().toEpochMilli();
          default -> null;
        };
      } catch (WireFormatException e) {
        // Senders' garbage is the attribution job's to set aside and shows as a dead letter.
        LOG.debug("no event time on {}", topic, e);
        return null;
      }
    }
  }
}
