package io.weir.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerITCase {
  @Test
  void keepsItsTopicsAndRecordsAcrossARestart(@TempDir Path directory) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
      broker.createTopics(List.of("t"), 1, false);
      broker.createTopics(List.of("t"), 1, false);
      try (var producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", (Object) broker.bootstrapServers()),
              new StringSerializer(),
              new StringSerializer())) {
        producer.send(new ProducerRecord<>("t", "k", "v")).get();
      }
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory);
        var consumer =
            new KafkaConsumer<>(
                Map.of(
                    "bootstrap.servers",
                    (Object) broker.bootstrapServers(),
                    "auto.offset.reset",
                    "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition("t", 0)));
      var records = consumer.poll(Duration.ofSeconds(30));
      assertThat(records.count()).isEqualTo(1);
      assertThat(records.iterator().next().value()).isEqualTo("v");
    }
  }
}
