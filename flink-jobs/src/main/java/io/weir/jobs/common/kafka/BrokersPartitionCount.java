package io.weir.jobs.common.kafka;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/** Asks the brokers, once a call. */
final class BrokersPartitionCount implements PartitionCount {
  private static final long serialVersionUID = 1L;
  private static final long ANSWER_SECONDS = 30;

  private final KafkaOptions options;

  BrokersPartitionCount(KafkaOptions options) {
    this.options = options;
  }

  @Override
  public int of(String topic) throws Exception {
    try (Admin admin = Admin.create(options.clientProperties())) {
      Map<String, TopicDescription> found =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(ANSWER_SECONDS, TimeUnit.SECONDS);
      // Kafka answers for each topic that it is asked for, or fails.
      return Objects.requireNonNull(found.get(topic)).partitions().size();
    }
  }
}
