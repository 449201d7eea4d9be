package io.weir.jobs.common.kafka;

import io.weir.jobs.common.time.InputContact;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the leaders of a reader's partitions every second where these end. A consumer that gets
 * nothing does not say whether there is nothing, so somebody has to ask.
 */
final class BrokerContact implements InputContact, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerContact.class);
  private static final long ASK_MILLIS = 1_000;
  private static final int ANSWER_MILLIS = 2_000;

  /** An answer speaks for the time since its question was put, and a little longer. */
  private static final long HOLDS_NANOS = Duration.ofMillis(ASK_MILLIS + ANSWER_MILLIS).toNanos();

  private final Properties client;
  private final Set<TopicPartition> partitions = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile long askedNanos = System.nanoTime() - HOLDS_NANOS;
  private volatile boolean closed;

  /**
   * Makes one that asks nothing yet.
   *
   * @param client where the brokers are, and how to be let in
   * @param name of the reader, for the thread
   */
  BrokerContact(Properties client, String name) {
    this.client = new Properties();
    this.client.putAll(client);
    this.client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    this.client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    this.thread = new Thread(this::run, "weir-broker-contact " + name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Asks about these partitions, too. */
  void watch(Collection<TopicPartition> more) {
    partitions.addAll(more);
  }

  @Override
  public boolean isLive() {
    return System.nanoTime() - askedNanos < HOLDS_NANOS;
  }

  private void run() {
    try (Admin admin = Admin.create(client)) {
      while (!closed) {
        long now = System.nanoTime();
        if (answers(admin)) {
          askedNanos = now;
        }
        TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Without contact no partition is ever idle, which holds time back and loses nothing.
      LOG.error("no contact to the brokers", e);
    }
  }

  private boolean answers(Admin admin) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    partitions.forEach(partition -> ends.put(partition, OffsetSpec.latest()));
    try {
      admin
          .listOffsets(ends, new ListOffsetsOptions())
          .all()
          .get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("no answer about {}", ends.keySet(), e);
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
