package io.weir.service.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events with an idempotent producer, acknowledged by all in-sync replicas. It never blocks:
 * room in its queue is reserved first, and a topic whose partitions are not known yet fails at
 * once. Safe for use by several threads.
 */
public final class EventLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);
  private static final long LOOK_FOR_TOPICS_MILLIS = 100;
  private static final long KEEP_TOPICS_MILLIS = Duration.ofDays(3_650).toMillis();
  private static final int REQUEST_TIMEOUT_MILLIS = 3_000;

  private final Producer<byte[], byte[]> producer;
  private final int capacity;
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean topicsKnown;
  private volatile @Nullable String lastError;
  private volatile long lastAnswerNanos = System.nanoTime();

  /** Told once the broker has taken an event, or has not in time. */
  @FunctionalInterface
  public interface Completion {
    /** Takes the result; null if the broker has it. Must be quick and not throw. */
    void done(@Nullable Exception failure);
  }

  /**
   * Connects.
   *
   * @param kafkaProperties as the producer's, bootstrap.servers among them
   * @param topics full names of all topics that will be written
   * @param capacity most events that wait for the broker
   * @param deliveryTimeout after which an event counts as failed
   * @throws KafkaException if a property is no producer property's value
   */
  public EventLog(
      Map<String, Object> kafkaProperties,
      Set<String> topics,
      int capacity,
      Duration deliveryTimeout) {
    this.capacity = capacity;
    this.producer =
        new KafkaProducer<>(
            properties(kafkaProperties, deliveryTimeout),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    Thread finder = new Thread(() -> findTopics(topics), "weir-service-topics");
    finder.setDaemon(true);
    finder.start();
  }

  private static Map<String, Object> properties(
      Map<String, Object> given, Duration deliveryTimeout) {
    int delivery = (int) deliveryTimeout.toMillis();
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 1);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "weir-service");
    properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    properties.putAll(given);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery);
    properties.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(REQUEST_TIMEOUT_MILLIS, delivery / 2));
    // Those who send are the threads that answer everybody.
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
    properties.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, KEEP_TOPICS_MILLIS);
    return properties;
  }

  /** Asks for the topics' partitions until they are known; the producer keeps them then. */
  private void findTopics(Set<String> topics) {
    while (!closed.get()) {
      try {
        topics.forEach(producer::partitionsFor);
        topicsKnown = true;
        return;
      } catch (KafkaException e) {
        lastError = e.toString();
        LOG.debug("the topics are not known yet", e);
      }
      try {
        Thread.sleep(LOOK_FOR_TOPICS_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Returns whether events can be written at all: the topics have been found. */
  public boolean isReady() {
    return topicsKnown;
  }

  /**
   * Reserves room.
   *
   * @return false, and reserves none, if there is not enough
   */
  public boolean reserve(int events) {
    int after = queued.addAndGet(events);
    if (after > capacity) {
      queued.addAndGet(-events);
      return false;
    }
    return true;
  }

  /** Gives room back that was reserved and is not needed. */
  public void release(int events) {
    queued.addAndGet(-events);
  }

  /** Writes an event, room for which was reserved. */
  public void write(Event event, Completion completion) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(event.topic(), event.key(), event.value());
    try {
      Future<RecordMetadata> unused =
          producer.send(record, (metadata, failure) -> answered(failure, completion));
    } catch (KafkaException | IllegalStateException e) {
      answered(e, completion);
    }
  }

  private void answered(@Nullable Exception failure, Completion completion) {
    queued.decrementAndGet();
    if (failure == null) {
      written.incrementAndGet();
      lastAnswerNanos = System.nanoTime();
    } else {
      failed.incrementAndGet();
      lastError = failure.toString();
      LOG.debug("an event was not written", failure);
    }
    completion.done(failure);
  }

  /** Returns how many events wait for the broker. */
  public int queued() {
    return queued.get();
  }

  /** Returns how many events the broker has taken. */
  public long written() {
    return written.get();
  }

  /** Returns how many events the broker did not take in time. */
  public long failed() {
    return failed.get();
  }

  /** Returns whether events wait and none was taken for longer than that. */
  public boolean isStalled(Duration patience) {
    return queued.get() > 0 && System.nanoTime() - lastAnswerNanos > patience.toNanos();
  }

  /** Returns the last error, or null if there was none. */
  public @Nullable String lastError() {
    return lastError;
  }

  /** Writes what waits, for a while, and disconnects. */
  @Override
  public void close() {
    closed.set(true);
    producer.close(CLOSE_TIMEOUT);
  }
}
