package io.weir.cli.embedded;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/** Creates topics that can be written to at once. */
public final class NewTopics {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long RETRY_MILLIS = 50;

  private NewTopics() {}

  /**
   * Creates topics and waits until the leader of every partition answers. The broker confirms a
   * topic before its partitions serve; an idempotent producer whose first batch is turned away in
   * between, and whose second is not, finds the sequence broken and retries until it times out.
   *
   * @param topics topics that do not exist
   * @throws ExecutionException if one cannot be created, or does not answer within a minute
   */
  public static void create(Admin admin, Collection<NewTopic> topics)
      throws InterruptedException, ExecutionException {
    CreateTopicsResult created = admin.createTopics(topics);
    created.all().get();
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    for (String topic : created.values().keySet()) {
      int count = created.numPartitions(topic).get();
      for (int partition = 0; partition < count; partition++) {
        partitions.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
    }
    awaitLeaders(admin, partitions);
  }

  private static void awaitLeaders(Admin admin, Map<TopicPartition, OffsetSpec> partitions)
      throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        admin.listOffsets(partitions).all().get();
        return;
      } catch (ExecutionException e) {
        // The client asks again for a moved leader, but not for a topic nobody has heard of yet.
        boolean mayComeYet = e.getCause() instanceof RetriableException;
        if (!mayComeYet || System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      }
    }
  }
}
