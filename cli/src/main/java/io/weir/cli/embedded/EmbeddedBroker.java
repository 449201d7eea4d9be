package io.weir.cli.embedded;

import io.weir.jobs.common.TaskJvm;
import io.weir.jobs.common.kafka.MessageSizes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka broker in this process, its own controller (KRaft), with its logs under a directory. A
 * directory that holds a formatted log is taken up as it is, so a stopped broker can be resumed.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final int NODE_ID = 1;
  private static final String CONTROLLER_LISTENER = "CONTROLLER";

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Formats the directory if need be and starts the broker on free loopback ports.
   *
   * @param directory where the logs lie; created if absent
   * @throws IOException if the directory cannot be used
   */
  public static EmbeddedBroker start(Path directory) throws IOException {
    return start(directory, 0);
  }

  /**
   * Formats the directory if need be and starts the broker.
   *
   * @param directory where the logs lie; created if absent
   * @param givenPort loopback port for clients, 0 for a free one
   * @throws IOException if the directory cannot be used
   */
  public static EmbeddedBroker start(Path directory, int givenPort) throws IOException {
    Files.createDirectories(directory);
    int port = givenPort == 0 ? freePort() : givenPort;
    int controllerPort = freePort();
    String logs = directory.toAbsolutePath().toString();
    format(logs, Files.exists(directory.resolve("meta.properties")));
    Map<String, String> properties = new HashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(NODE_ID));
    properties.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    properties.put("controller.listener.names", CONTROLLER_LISTENER);
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:"
            + port
            + ","
            + CONTROLLER_LISTENER
            + "://127.0.0.1:"
            + controllerPort);
    properties.put("log.dirs", logs);
    properties.put("message.max.bytes", Integer.toString(MessageSizes.LARGE_MESSAGE_BYTES_MAX));
    properties.put("auto.create.topics.enable", "false");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "4");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.num.partitions", "4");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    // The events of a replay may be old; nothing may expire under the demo's feet.
    properties.put("log.retention.ms", "-1");
    properties.put("log.segment.bytes", Integer.toString(64 << 20));
    TaskJvm.prepare(); // Kafka's broker starts in no Turkish locale either
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
    return new EmbeddedBroker(server, "127.0.0.1:" + port);
  }

  /** Returns host and port for clients. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * Creates the topics that do not exist yet.
   *
   * @param topics names
   * @param partitions partitions of each, at least one
   * @param compacted whether the last value of each key is kept for ever
   */
  public void createTopics(Collection<String> topics, int partitions, boolean compacted)
      throws InterruptedException, ExecutionException {
    Map<String, String> config =
        Map.of("cleanup.policy", compacted ? "compact" : "delete", "min.insync.replicas", "1");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Set<String> present = admin.listTopics().names().get();
      List<NewTopic> absent =
          topics.stream()
              .filter(topic -> !present.contains(topic))
              .map(topic -> new NewTopic(topic, partitions, (short) 1).configs(config))
              .toList();
      NewTopics.create(admin, absent);
    }
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(String logs, boolean formatted) throws IOException {
    if (formatted) {
      return;
    }
    try (PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(silent)
          .setNodeId(NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName(CONTROLLER_LISTENER)
          .setMetadataLogDirectory(logs)
          .addDirectory(logs)
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the log directory cannot be formatted: " + logs, e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
