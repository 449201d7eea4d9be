package io.weir.client.follow;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Tells when a topic was deleted and made anew under its name. A consumer alone does not: it goes
 * on at its old offset as soon as the new topic is that long. For one thread.
 */
final class TopicIncarnations implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Admin admin;
  private final Map<String, Uuid> known;

  /**
   * Connects.
   *
   * @param kafkaProperties as a consumer's; what an admin client does not know is ignored
   * @param known identity of each topic seen so far; modified
   */
  TopicIncarnations(Map<String, Object> kafkaProperties, Map<String, Uuid> known) {
    this.admin = Admin.create(new HashMap<>(kafkaProperties));
    this.known = known;
  }

  /**
   * Looks at the topics.
   *
   * @return those that are no longer what they were at the last look
   */
  Set<String> recreated(Collection<String> topics) {
    Set<String> recreated = new HashSet<>();
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin.describeTopics(topics).topicNameValues();
    answers.forEach(
        (topic, answer) -> {
          Uuid now = identity(answer);
          Uuid before = now.equals(Uuid.ZERO_UUID) ? null : known.put(topic, now);
          if (before != null && !before.equals(now)) {
            recreated.add(topic);
          }
        });
    return recreated;
  }

  /** Returns the topic's identity, or zero where it is gone or the broker keeps none. */
  private static Uuid identity(KafkaFuture<TopicDescription> answer) {
    try {
      return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).topicId();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Uuid.ZERO_UUID;
      }
      throw new KafkaException("a topic could not be described", e.getCause());
    } catch (TimeoutException e) {
      throw new org.apache.kafka.common.errors.TimeoutException("no description of a topic", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    admin.close(TIMEOUT);
  }
}
