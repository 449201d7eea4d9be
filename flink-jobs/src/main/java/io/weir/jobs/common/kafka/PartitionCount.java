package io.weir.jobs.common.kafka;

import java.io.Serializable;

/** Tells how many partitions a topic has. */
@FunctionalInterface
public interface PartitionCount extends Serializable {
  /**
   * Returns the partitions of a topic, one or more.
   *
   * @throws Exception if it cannot be told
   */
  int of(String topic) throws Exception;

  /** Returns what the brokers say. */
  static PartitionCount ofBrokers(KafkaOptions options) {
    return new BrokersPartitionCount(options);
  }
}
