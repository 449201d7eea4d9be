package io.weir.console.feed;

import io.weir.client.follow.TopicFollower;
import io.weir.console.state.ConsoleState;
import io.weir.console.view.StreamHealth.TopicHealth;
import io.weir.kafka.TopicReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every other second at how far each topic has come and at the times of its newest records,
 * without reading the rest: rates and ages of streams too large to follow.
 */
public final class StreamSampler implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamSampler.class);
  private static final long PERIOD_MILLIS = 2_000;
  private static final List<String> TOPICS =
      List.of(
          "impressions",
          "treatments",
          "outcomes",
          "samples",
          "models",
          "dual-prices",
          "budget-status",
          "dead-letters");

  private final Map<String, Object> properties;

  /** By full name of the topic, the name without the prefix. */
  private final Map<String, String> names = new LinkedHashMap<>();

  private final ConsoleState state;
  private final TopicFollower follower;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Map<String, Long> lastRecords = new HashMap<>();
  private long lastNanos;

  /**
   * Makes a sampler; {@link #run} it on a thread of its own.
   *
   * @param kafka consumer properties, bootstrap.servers among them
   * @param prefix put before the topics' names
   * @param state what is told
   * @param follower whose silence is the broker's
   */
  public StreamSampler(
      Map<String, Object> kafka, String prefix, ConsoleState state, TopicFollower follower) {
    this.properties = new HashMap<>(kafka);
    for (String topic : TOPICS) {
      names.put(prefix + topic, topic);
    }
    this.state = state;
    this.follower = follower;
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 64 << 10);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 512 << 10);
  }

  @Override
  public void run() {
    while (!stopping.get()) {
      try (TopicReader reader = TopicReader.connect(properties)) {
        while (pause()) {
          look(reader);
        }
      } catch (InterruptException e) {
        stopping.set(true);
        LOG.debug("asked to stop", e);
      } catch (KafkaException e) {
        LOG.warn("looking at the streams failed; trying again", e);
        state.observe(List.of(), null, follower.millisSincePoll());
        pause();
      }
    }
  }

  private void look(TopicReader reader) {
    Set<String> missing = reader.assign(names.keySet());
    LOG.debug("topics that do not exist: {}", missing);
    Map<TopicPartition, Long> ends = reader.ends();
    Map<String, TopicTail> tails = TopicTail.read(reader, names, ends);
    long nanos = System.nanoTime();
    double seconds = (nanos - lastNanos) / 1e9;
    List<TopicHealth> topics = new ArrayList<>();
    for (String topic : TOPICS) {
      long records = 0;
      for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
        records += topic.equals(names.get(end.getKey().topic())) ? end.getValue() : 0;
      }
      Long before = lastRecords.put(topic, records);
      TopicTail tail = tails.getOrDefault(topic, TopicTail.EMPTY);
      topics.add(
          new TopicHealth(
              topic,
              records,
              before == null ? 0 : Math.max(0, records - before) / seconds,
              tail.eventTimeMillis(),
              tail.newestMillis()));
    }
    lastNanos = nanos;
    state.observe(topics, lag(tails), follower.millisSincePoll());
  }

  private static @Nullable Long lag(Map<String, TopicTail> tails) {
    Long impressions = tails.getOrDefault("impressions", TopicTail.EMPTY).eventTimeMillis();
    Long samples = tails.getOrDefault("samples", TopicTail.EMPTY).eventTimeMillis();
    return impressions == null || samples == null ? null : impressions - samples;
  }

  /** Waits for the next look; false when asked to stop. */
  private boolean pause() {
    try {
      Thread.sleep(PERIOD_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping.set(true);
    }
    return !stopping.get();
  }

  /** Asks it to stop; it does within a look. */
  public void stop() {
    stopping.set(true);
  }
}
