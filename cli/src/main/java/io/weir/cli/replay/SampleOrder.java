package io.weir.cli.replay;

import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Puts samples into the one order that does not depend on when they were written: by closing time,
 * then impression. In which order the partitions of a topic were read is nowhere recorded, so it
 * cannot be had again. Holds all samples in memory, about their size on the wire and 150 bytes
 * each.
 */
final class SampleOrder {
  private record Entry(long closedAtMillis, String impressionId, byte[] key, byte[] value) {}

  private SampleOrder() {}

  /**
   * Copies a stretch of samples in order.
   *
   * @param ends the stretch
   * @param target topic of one partition
   */
  static void copy(TopicAccess topics, Map<TopicPartition, Long> ends, String target)
      throws Exception {
    RecordCodec<Sample> codec = new RecordCodec<>(Sample.class);
    List<Entry> readable = new ArrayList<>();
    List<Entry> unreadable = new ArrayList<>();
    topics.read(
        ends,
        message -> {
          byte[] key = message.key() == null ? new byte[0] : message.key();
          byte[] value = message.value() == null ? new byte[0] : message.value();
          try {
            Sample sample = codec.decode(value);
            readable.add(
                new Entry(
                    sample.getClosedAt().toEpochMilli(), sample.getImpressionId(), key, value));
          } catch (WireFormatException e) {
            // The job makes a dead letter of it, wherever it lies.
            unreadable.add(new Entry(0, "", key, value));
          }
        });
    readable.sort(
        Comparator.comparingLong(Entry::closedAtMillis).thenComparing(Entry::impressionId));
    readable.addAll(unreadable);
    try (KafkaProducer<byte[], byte[]> producer = topics.producer()) {
      Delivery delivery = new Delivery();
      for (Entry entry : readable) {
        producer.send(new ProducerRecord<>(target, 0, entry.key, entry.value), delivery);
      }
      producer.flush();
      delivery.check();
    }
  }
}
