package io.weir.client.internal.feed;

import io.weir.client.follow.TopicFollower;
import io.weir.client.health.FollowedTopic;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Hands what a follower reads of the client's topics to the applier. */
public final class ClientTopics implements TopicFollower.Handler {
  private final RecordApplier applier;
  private final Map<String, FollowedTopic> topics;

  private ClientTopics(RecordApplier applier, Map<String, FollowedTopic> topics) {
    this.applier = applier;
    this.topics = topics;
  }

  /**
   * Makes the follower of a client's topics; it does not run yet.
   *
   * @param kafkaProperties consumer properties, bootstrap.servers among them
   * @param topicPrefix put before the topics' names
   * @param discoveryInterval between looks for new partitions
   * @param applier takes every record
   * @throws org.apache.kafka.common.config.ConfigException if a Kafka property is invalid
   */
  public static TopicFollower follower(
      Map<String, Object> kafkaProperties,
      String topicPrefix,
      Duration discoveryInterval,
      RecordApplier applier) {
    Map<String, FollowedTopic> topics = new HashMap<>();
    Set<String> optional = new HashSet<>();
    for (FollowedTopic topic : FollowedTopic.values()) {
      topics.put(topic.topic(topicPrefix), topic);
      if (topic.isOptional()) {
        optional.add(topic.topic(topicPrefix));
      }
    }
    TopicFollower follower =
        new TopicFollower(
            kafkaProperties,
            topics.keySet(),
            Map.of(),
            discoveryInterval,
            new ClientTopics(applier, topics));
    follower.doWithout(optional);
    return follower;
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    applier.apply(topic(record.topic()), record.key(), record.value(), record.timestamp());
  }

  @Override
  public void recreated(String name) {
    applier.reopen(topic(name));
  }

  @Override
  public void caughtUp() {
    applier.caughtUp();
  }

  private FollowedTopic topic(String name) {
    return Objects.requireNonNull(topics.get(name));
  }
}
