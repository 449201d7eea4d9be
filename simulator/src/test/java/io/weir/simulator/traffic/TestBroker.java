package io.weir.simulator.traffic;

import io.weir.simulator.event.EventStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A real broker in this process. */
public final class TestBroker implements AutoCloseable {

  static final int PARTITIONS = 2;

  private final KafkaClusterTestKit cluster;

  private TestBroker(KafkaClusterTestKit cluster) {
    this.cluster = cluster;
  }

  static TestBroker start() throws Exception {
    Locale.setDefault(Locale.ROOT); // in a Turkish one Kafka's broker does not start
    KafkaClusterTestKit cluster =
        new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder()
                    .setCombined(true)
                    .setNumBrokerNodes(1)
                    .setNumControllerNodes(1)
                    .build())
            .setConfigProp("auto.create.topics.enable", "false")
            .setConfigProp("offsets.topic.replication.factor", "1")
            .setConfigProp("transaction.state.log.replication.factor", "1")
            .setConfigProp("transaction.state.log.min.isr", "1")
            .build();
    cluster.format();
    cluster.startup();
    cluster.waitForReadyBrokers();
    return new TestBroker(cluster);
  }

  String bootstrapServers() {
    return cluster.bootstrapServers();
  }

  /** Creates the three event topics and further ones under a prefix. */
  void createTopics(String prefix, Collection<String> further) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    for (EventStream stream : EventStream.values()) {
      topics.add(new NewTopic(stream.topic(prefix), PARTITIONS, (short) 1));
    }
    for (String suffix : further) {
      topics.add(new NewTopic(prefix + suffix, PARTITIONS, (short) 1));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin.createTopics(topics).all().get();
    }
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
