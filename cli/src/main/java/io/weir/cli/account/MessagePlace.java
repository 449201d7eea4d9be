package io.weir.cli.account;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a message stands. */
record MessagePlace(String topic, int partition, long offset) {
  static MessagePlace of(ConsumerRecord<byte[], byte[]> record) {
    return new MessagePlace(record.topic(), record.partition(), record.offset());
  }
}
