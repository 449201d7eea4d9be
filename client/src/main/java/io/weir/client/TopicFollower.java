package io.weir.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the compacted topics from the beginning and on and on, without a consumer group: every
 * client needs everything. Errors are counted and retried for ever with a pause between; a fresh
 * consumer reads everything again, which changes nothing, since records are ordered by version.
 */
final class TopicFollower implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(5);
  private static final long RETRY_MILLIS = 500;
  private static final long MISSING_TOPIC_MILLIS = 1_000;

  private final Map<String, Object> properties;
  private final Map<String, FollowedTopic> topics = new HashMap<>();
  private final RecordApplier applier;
  private final long discoveryNanos;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean stopping = new AtomicBoolean();
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private volatile long lastPollNanos = System.nanoTime();
  private final AtomicLong errors = new AtomicLong();
  private volatile @Nullable String lastError;

  // Of the thread alone.
  private long nextDiscoveryNanos;
  private Map<TopicPartition, Long> startEnds = Map.of();

  /**
   * Makes a follower.
   *
   * @throws org.apache.kafka.common.config.ConfigException if a property is no consumer property's
   *     value
   */
  TopicFollower(WeirClientOptions options, RecordApplier applier) {
    for (FollowedTopic topic : FollowedTopic.values()) {
      topics.put(topic.topic(options.topicPrefix()), topic);
    }
    this.applier = applier;
    this.discoveryNanos = options.discoveryInterval().toNanos();
    this.properties = properties(options);
    // Nonsense in the options should fail at the start and not be retried in the background.
    new ConsumerConfig(properties);
  }

  private static Map<String, Object> properties(WeirClientOptions options) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "weir-client");
    properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    properties.putAll(options.kafkaProperties());
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    return properties;
  }

  @Override
  public void run() {
    try {
      while (!stopping.get()) {
        try (Consumer<byte[], byte[]> opened = new KafkaConsumer<>(properties)) {
          consumer = opened;
          follow(opened);
        } catch (WakeupException | InterruptException e) {
          stopping.set(true);
          LOG.debug("asked to stop", e);
        } catch (RuntimeException e) {
          failed(e);
          pause();
        } finally {
          consumer = null;
        }
      }
    } finally {
      stopped.countDown();
    }
  }

  private void follow(Consumer<byte[], byte[]> opened) {
    nextDiscoveryNanos = System.nanoTime();
    startEnds = Map.of();
    while (!stopping.get()) {
      if (System.nanoTime() - nextDiscoveryNanos >= 0) {
        discover(opened);
      }
      if (opened.assignment().isEmpty()) {
        pause();
        continue;
      }
      for (ConsumerRecord<byte[], byte[]> record : opened.poll(POLL)) {
        FollowedTopic topic = topics.get(record.topic());
        if (topic != null) {
          applier.apply(topic, record.key(), record.value(), record.timestamp());
        }
      }
      lastPollNanos = System.nanoTime();
      checkCaughtUp(opened);
    }
  }

  /** Assigns every partition there is; those assigned before keep their position. */
  private void discover(Consumer<byte[], byte[]> opened) {
    try {
      Map<String, List<PartitionInfo>> existing = opened.listTopics(METADATA_TIMEOUT);
      List<TopicPartition> partitions = new ArrayList<>();
      boolean missing = false;
      for (String topic : topics.keySet()) {
        List<PartitionInfo> found = existing.getOrDefault(topic, List.of());
        missing |= found.isEmpty();
        found.forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
      }
      Set<TopicPartition> wanted = new HashSet<>(opened.assignment());
      if (wanted.addAll(partitions)) {
        opened.assign(wanted);
      }
      if (!missing && startEnds.isEmpty() && caughtUp.getCount() > 0) {
        startEnds = opened.endOffsets(wanted, METADATA_TIMEOUT);
      }
      long waitNanos =
          missing
              ? Math.min(discoveryNanos, TimeUnit.MILLISECONDS.toNanos(MISSING_TOPIC_MILLIS))
              : discoveryNanos;
      nextDiscoveryNanos = System.nanoTime() + waitNanos;
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      // The consumer itself is sound: go on polling what is assigned, look again later.
      failed(e);
      nextDiscoveryNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MISSING_TOPIC_MILLIS);
    }
  }

  private void checkCaughtUp(Consumer<byte[], byte[]> opened) {
    if (startEnds.isEmpty()) {
      return;
    }
    for (Map.Entry<TopicPartition, Long> end : startEnds.entrySet()) {
      // A position that is not known yet would wait for the broker; an empty partition has none.
      if (end.getValue() > 0 && opened.position(end.getKey(), METADATA_TIMEOUT) < end.getValue()) {
        return;
      }
    }
    caughtUp.countDown();
    startEnds = Map.of();
  }

  private void failed(RuntimeException e) {
    errors.incrementAndGet();
    lastError = e.toString();
    LOG.warn("following the topics failed; trying again", e);
  }

  private void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping.set(true);
    }
  }

  boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return caughtUp.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean isCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  boolean isRunning() {
    return stopped.getCount() > 0;
  }

  long millisSincePoll() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastPollNanos);
  }

  long errors() {
    return errors.get();
  }

  @Nullable String lastError() {
    return lastError;
  }

  /** Stops and waits for the thread, at most the timeout. */
  boolean stop(Duration timeout) throws InterruptedException {
    stopping.set(true);
    Consumer<byte[], byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    return stopped.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }
}
