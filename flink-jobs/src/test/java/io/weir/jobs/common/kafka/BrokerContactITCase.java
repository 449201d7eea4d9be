package io.weir.jobs.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.KafkaFixture;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Whether a contact knows that a real broker is gone. */
class BrokerContactITCase {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void isLiveAsLongAsTheBrokerIs() throws Exception {
    KafkaFixture broker = KafkaFixture.start(2);
    Properties client = new Properties();
    client.put("bootstrap.servers", broker.bootstrapServers());
    try (BrokerContact contact = new BrokerContact(client, "test")) {
      assertThat(contact.isLive()).as("before anybody was asked").isFalse();
      contact.watch(List.of(new TopicPartition("weir.impressions", 1)));
      contact.start();
      await(contact, true);
      broker.close();
      await(contact, false);
    }
  }

  @Test
  void isNotLiveWhereAPartitionHasNoLeader() throws Exception {
    try (KafkaFixture broker = KafkaFixture.start(2)) {
      Properties client = new Properties();
      client.put("bootstrap.servers", broker.bootstrapServers());
      try (BrokerContact contact = new BrokerContact(client, "test")) {
        contact.watch(List.of(new TopicPartition("weir.impressions", 1)));
        contact.start();
        await(contact, true);
        contact.watch(List.of(new TopicPartition("weir.impressions", 7)));
        await(contact, false);
      }
    }
  }

  private static void await(BrokerContact contact, boolean live) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (contact.isLive() != live) {
      assertThat(System.nanoTime()).as("live %s in time", live).isLessThan(end);
      Thread.sleep(50);
    }
  }
}
