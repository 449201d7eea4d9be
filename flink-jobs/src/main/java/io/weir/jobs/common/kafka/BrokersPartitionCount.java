package io.weir.jobs.common.kafka;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

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
      return admin
          .describeTopics(List.of(topic))
          .topicNameValues()
          .get(topic)
          .get(ANSWER_SECONDS, TimeUnit.SECONDS)
          .partitions()
          .size();
    }
  }
}
