package io.weir.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics from their beginning: committed records only, those of a partition in order, on
 * behalf of no group. It reads as far as it is told to; what has to follow topics for ever, through
 * outages, is the client's follower. For one thread.
 */
public final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  /** How long a broker may take to answer a question. */
  public static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

  /**
   * Takes one record.
   *
   * @param <X> what it may throw
   */
  @FunctionalInterface
  public interface Visitor<X extends Exception> {
    /** Takes a record. */
    void visit(ConsumerRecord<byte[], byte[]> message) throws X;
  }

  private final Consumer<byte[], byte[]> consumer;
  private final String brokers;

  private TopicReader(Consumer<byte[], byte[]> consumer, String brokers) {
    this.consumer = consumer;
    this.brokers = brokers;
  }

  /**
   * Makes a reader of nothing yet, which {@link #assign} tells what to read.
   *
   * @param client properties of the consumer: brokers, security
   * @throws BrokerUnavailableException if no broker's address can be resolved
   */
  public static TopicReader connect(Map<String, ?> client) {
    Map<String, Object> properties = new HashMap<>(client);
    properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(ANSWER_LIMIT.toMillis()));
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    String brokers = String.valueOf(client.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
    try {
      return new TopicReader(
          new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
          brokers);
    } catch (KafkaException e) {
      if (e.getCause() instanceof ConfigException cause) {
        throw new BrokerUnavailableException(brokers, cause);
      }
      throw e;
    }
  }

  /**
   * Opens topics at their beginning.
   *
   * @param client properties of the consumer: brokers, security
   * @param topics must exist
   * @throws BrokerUnavailableException if no broker answers
   * @throws NoSuchTopicException if one of the topics is not there
   */
  public static TopicReader open(Map<String, ?> client, Collection<String> topics) {
    TopicReader reader = connect(client);
    try {
      Set<String> missing = reader.assign(topics);
      if (!missing.isEmpty()) {
        throw new NoSuchTopicException(missing, reader.brokers);
      }
      return reader;
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /** Returns properties as {@link #open} takes them. */
  public static Map<String, Object> client(Properties properties) {
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, properties::getProperty));
  }

  /**
   * Reads these topics from now on, those partitions that are new from their beginning.
   *
   * @return those that are not there
   * @throws BrokerUnavailableException if no broker answers
   */
  public Set<String> assign(Collection<String> topics) {
    Map<String, List<PartitionInfo>> known = asking(consumer::listTopics);
    List<TopicPartition> partitions = new ArrayList<>();
    Set<String> missing = new TreeSet<>();
    for (String topic : topics) {
      List<PartitionInfo> found = known.getOrDefault(topic, List.of());
      if (found.isEmpty()) {
        missing.add(topic);
      }
      found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    if (!consumer.assignment().equals(Set.copyOf(partitions))) {
      consumer.assign(partitions);
    }
    return missing;
  }

  /** Returns the partitions that are read. */
  public Set<TopicPartition> partitions() {
    return consumer.assignment();
  }

  /** Returns where topics end now: by partition, the offset after the last committed record. */
  public Map<TopicPartition, Long> ends() {
    return asking(() -> consumer.endOffsets(consumer.assignment()));
  }

  /** Whether the oldest messages have been deleted, by retention or compaction of a log's start. */
  public boolean truncated() {
    return asking(() -> consumer.beginningOffsets(consumer.assignment())).values().stream()
        .anyMatch(offset -> offset > 0);
  }

  /** Goes back, or forth, to the last records of each partition. */
  public void seekToLast(long records, Map<TopicPartition, Long> ends) {
    ends.forEach((partition, end) -> consumer.seek(partition, Math.max(0, end - records)));
  }

  /**
   * Takes what has come.
   *
   * @return how many records there were
   */
  public <X extends Exception> int poll(Visitor<X> visitor) throws X {
    int count = 0;
    for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
      visitor.visit(message);
      count++;
    }
    return count;
  }

  /** Whether everything that is committed by now has been read. */
  public boolean atEnd() {
    return reached(ends());
  }

  /**
   * Reads on to where the topics end at the time of the call.
   *
   * @param limit longest time without a record
   * @throws TimeoutException if nothing comes for longer
   */
  public <X extends Exception> void readToEnd(Duration limit, Visitor<X> visitor)
      throws X, TimeoutException {
    if (!readTo(ends(), limit, visitor)) {
      throw new TimeoutException(
          "nothing has come for " + limit.toSeconds() + " s, and the topics do not end yet");
    }
  }

  /**
   * Reads on to given offsets and not beyond.
   *
   * @param ends of partitions that are read
   * @param limit longest time without a record
   * @return false if nothing has come for that long
   */
  public <X extends Exception> boolean readTo(
      Map<TopicPartition, Long> ends, Duration limit, Visitor<X> visitor) throws X {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (!reached(ends)) {
        if (System.nanoTime() - deadline > 0) {
          return false;
        }
        pauseFinished(ends);
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
          deadline = System.nanoTime() + limit.toNanos();
          TopicPartition at = new TopicPartition(message.topic(), message.partition());
          if (message.offset() < ends.getOrDefault(at, 0L)) {
            visitor.visit(message);
          } else {
            // Whoever reads on later begins with what was fetched too far.
            rewind(at, message.offset());
          }
        }
      }
      return true;
    } finally {
      consumer.resume(consumer.paused());
    }
  }

  private void rewind(TopicPartition at, long offset) {
    if (consumer.position(at) > offset) {
      consumer.seek(at, offset);
    }
  }

  private void pauseFinished(Map<TopicPartition, Long> ends) {
    for (TopicPartition partition : consumer.assignment()) {
      if (position(partition) >= ends.getOrDefault(partition, 0L)) {
        consumer.pause(List.of(partition));
      }
    }
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream().allMatch(end -> position(end.getKey()) >= end.getValue());
  }

  private long position(TopicPartition partition) {
    return asking(() -> consumer.position(partition));
  }

  private interface Question<T> {
    T ask();
  }

  private <T> T asking(Question<T> question) {
    try {
      return question.ask();
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      throw new BrokerUnavailableException(brokers, e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
