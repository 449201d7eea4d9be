package io.weir.client.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics from the beginning and on and on, without a consumer group: every follower needs
 * everything. Errors are counted and retried for ever with a pause between; a fresh consumer reads
 * everything again, which must change nothing, as where records are ordered by version. A topic
 * that was deleted and made anew is read from its beginning, as soon as it is noticed.
 */
public final class TopicFollower implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(5);
  private static final long RETRY_MILLIS = 500;
  private static final long MISSING_TOPIC_MILLIS = 1_000;

  private final Map<String, Object> properties;
  private final Set<String> topics;
  private final Set<String> optional = new HashSet<>();
  private final Map<String, Duration> lookBack;
  private final Handler handler;
  private final long discoveryNanos;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean stopping = new AtomicBoolean();
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private volatile long lastPollNanos = System.nanoTime();
  private final AtomicLong errors = new AtomicLong();
  private volatile @Nullable String lastError;

  /**
   * Takes what is read, on the follower's thread. What it throws is counted, and the next comes.
   */
  public interface Handler {
    /** Takes a record. */
    void accept(ConsumerRecord<byte[], byte[]> record);

    /** Takes note that a topic was deleted and made anew; its records follow from the beginning. */
    default void recreated(String topic) {}

    /** Takes note that every topic was read to the end it had when it was found; comes once. */
    default void caughtUp() {}
  }

  private final Map<String, Uuid> identities = new ConcurrentHashMap<>();
  private volatile boolean brokerSeen;

  // Of the thread alone.
  private long nextDiscoveryNanos;
  private Map<TopicPartition, Long> startEnds = Map.of();

  /**
   * Makes a follower; {@link #run} it on a thread of its own.
   *
   * @param kafkaProperties consumer properties, bootstrap.servers among them; deserializers, group
   *     and offset handling are the follower's own
   * @param topics full names; those missing on the broker are looked for until they are there
   * @param lookBack for topics that need not be read from the beginning: how far back to start
   * @param discoveryInterval between looks for new partitions
   * @param handler takes every record
   * @throws org.apache.kafka.common.config.ConfigException if a property is no consumer property's
   *     value
   */
  public TopicFollower(
      Map<String, Object> kafkaProperties,
      Set<String> topics,
      Map<String, Duration> lookBack,
      Duration discoveryInterval,
      Handler handler) {
    this.topics = Set.copyOf(topics);
    this.lookBack = Map.copyOf(lookBack);
    this.handler = handler;
    this.discoveryNanos = discoveryInterval.toNanos();
    this.properties = properties(kafkaProperties);
    // Nonsense in the options should fail at the start and not be retried in the background.
    new ConsumerConfig(properties);
  }

  /**
   * Names topics that catching up need not wait for where the broker does not have them. Call
   * before it runs.
   */
  public void doWithout(Set<String> topicsThatMayBeMissing) {
    optional.addAll(topicsThatMayBeMissing);
  }

  /**
   * Tells which topics an earlier process has read, so that one that was made anew since is
   * noticed. Call before it runs.
   *
   * @param lastIdentities what {@link #identities} gave then
   */
  public void resume(Map<String, String> lastIdentities) {
    lastIdentities.forEach((topic, id) -> identities.put(topic, Uuid.fromString(id)));
  }

  /** Returns the identity that each topic had at the last look, by name. */
  public Map<String, String> identities() {
    Map<String, String> names = new HashMap<>();
    identities.forEach((topic, id) -> names.put(topic, id.toString()));
    return names;
  }

  private static Map<String, Object> properties(Map<String, Object> given) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "weir-client");
    properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    properties.putAll(given);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    return properties;
  }

  /** Follows until it is stopped, whatever is thrown meanwhile. */
  @Override
  public void run() {
    try {
      while (!stopping.get()) {
        try {
          open();
        } catch (Error e) {
          // Even saying what went wrong went wrong, as it does without memory.
          errors.incrementAndGet();
          pause();
        }
      }
    } finally {
      stopped.countDown();
    }
  }

  private void open() {
    try (Consumer<byte[], byte[]> opened = new KafkaConsumer<>(properties);
        TopicIncarnations incarnations = new TopicIncarnations(properties, identities)) {
      consumer = opened;
      follow(opened, incarnations);
    } catch (WakeupException | InterruptException e) {
      stopping.set(true);
      LOG.debug("asked to stop", e);
    } catch (RuntimeException | Error e) {
      // Want of memory or of a class may pass; a follower that is gone never comes back.
      failed(e);
      pause();
    } finally {
      consumer = null;
    }
  }

  private void follow(Consumer<byte[], byte[]> opened, TopicIncarnations incarnations) {
    nextDiscoveryNanos = System.nanoTime();
    startEnds = Map.of();
    while (!stopping.get()) {
      if (System.nanoTime() - nextDiscoveryNanos >= 0) {
        discover(opened, incarnations);
      }
      if (opened.assignment().isEmpty()) {
        pause();
        continue;
      }
      for (ConsumerRecord<byte[], byte[]> record : opened.poll(POLL)) {
        handle(record);
      }
      lastPollNanos = System.nanoTime();
      checkCaughtUp(opened);
    }
  }

  private void handle(ConsumerRecord<byte[], byte[]> record) {
    try {
      handler.accept(record);
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  /**
   * Assigns every partition there is; those assigned before keep their position, save for those of
   * a topic that was made anew.
   */
  private void discover(Consumer<byte[], byte[]> opened, TopicIncarnations incarnations) {
    try {
      Map<String, List<PartitionInfo>> existing = opened.listTopics(METADATA_TIMEOUT);
      brokerSeen = true;
      List<TopicPartition> partitions = new ArrayList<>();
      boolean missing = false;
      for (String topic : topics) {
        List<PartitionInfo> found = existing.getOrDefault(topic, List.of());
        missing |= found.isEmpty() && !optional.contains(topic);
        found.forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
      }
      Set<String> recreated =
          incarnations.recreated(topics.stream().filter(existing::containsKey).toList());
      recreated.forEach(handler::recreated);
      Set<TopicPartition> before = new HashSet<>(opened.assignment());
      before.removeIf(p -> recreated.contains(p.topic()));
      Set<TopicPartition> wanted = new HashSet<>(before);
      if (wanted.addAll(partitions)) {
        opened.assign(wanted);
        List<TopicPartition> added = partitions.stream().filter(p -> !before.contains(p)).toList();
        opened.seekToBeginning(added);
        startRecent(opened, added);
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

  /** Skips what is older than a topic's look-back. */
  private void startRecent(Consumer<byte[], byte[]> opened, List<TopicPartition> added) {
    Map<TopicPartition, Long> since = new HashMap<>();
    for (TopicPartition partition : added) {
      Duration back = lookBack.get(partition.topic());
      if (back != null) {
        since.put(partition, System.currentTimeMillis() - back.toMillis());
      }
    }
    if (since.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndTimestamp> found = opened.offsetsForTimes(since, METADATA_TIMEOUT);
    for (TopicPartition partition : since.keySet()) {
      OffsetAndTimestamp first = found.get(partition);
      if (first == null) {
        opened.seekToEnd(List.of(partition));
      } else {
        opened.seek(partition, first.offset());
      }
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
    handler.caughtUp();
    caughtUp.countDown();
    startEnds = Map.of();
  }

  private void failed(Throwable e) {
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

  /**
   * Waits until every topic exists and was read to the end it had when it was found.
   *
   * @return false if the time ran out
   * @throws InterruptedException if interrupted
   */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return caughtUp.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Returns whether every topic was read to the end it had when it was found. */
  public boolean isCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  /** Returns false once it was stopped. */
  public boolean isRunning() {
    return stopped.getCount() > 0;
  }

  /** Returns whether a broker ever answered. */
  public boolean wasBrokerSeen() {
    return brokerSeen;
  }

  /** Returns how long ago the broker was last asked. */
  public long millisSincePoll() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastPollNanos);
  }

  /** Returns how many errors were retried. */
  public long errors() {
    return errors.get();
  }

  /** Returns the last error, or null if there was none. */
  public @Nullable String lastError() {
    return lastError;
  }

  /**
   * Stops and waits for the thread, at most the timeout.
   *
   * @return false if the time ran out
   * @throws InterruptedException if interrupted
   */
  public boolean stop(Duration timeout) throws InterruptedException {
    stopping.set(true);
    Consumer<byte[], byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    return stopped.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }
}
