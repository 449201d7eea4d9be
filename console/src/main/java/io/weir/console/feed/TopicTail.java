package io.weir.console.feed;

import io.weir.kafka.TopicReader;
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
  private static final Duration LIMIT = Duration.ofMillis(500);

  static final TopicTail EMPTY = new TopicTail(null, null);

  /**
   * Reads the last records of every partition that has any.
   *
   * @param names by full name of the topic, the name it goes by here
   * @param ends where the partitions end
   */
  static Map<String, TopicTail> read(
      TopicReader reader, Map<String, String> names, Map<TopicPartition, Long> ends) {
    Map<String, List<Long>> eventTimes = new HashMap<>();
    Map<String, Long> newest = new HashMap<>();
    EventTimes decoder = new EventTimes();
    reader.seekToLast(LAST, ends);
    // What does not come in time is left out of this look.
    boolean unusedAll =
        reader.readTo(
            ends,
            LIMIT,
            record -> {
              String topic = names.getOrDefault(record.topic(), record.topic());
              newest.merge(topic, record.timestamp(), Math::max);
              Long time = decoder.of(topic, record.value());
              if (time != null) {
                eventTimes.computeIfAbsent(topic, t -> new ArrayList<>()).add(time);
              }
            });
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
