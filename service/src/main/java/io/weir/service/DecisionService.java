package io.weir.service;

import io.weir.client.WeirClient;
import io.weir.client.WeirClientOptions;
import io.weir.service.config.ServiceOptions;
import io.weir.service.config.ServiceOptions.Events;
import io.weir.service.events.EventLog;
import io.weir.service.web.WebServer;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * A running decision service: a client that decides in this process, a producer that writes what
 * was decided, and a web server in front.
 */
public final class DecisionService implements AutoCloseable {
  private final WeirClient client;
  private final EventLog log;
  private final WebServer server;

  private DecisionService(WeirClient client, EventLog log, WebServer server) {
    this.client = client;
    this.log = log;
    this.server = server;
  }

  /**
   * Starts. Returns at once, whether the broker is there or not.
   *
   * @throws org.apache.kafka.common.config.ConfigException if a Kafka property is invalid
   * @throws IllegalStateException if the address cannot be listened on or a certificate cannot be
   *     read
   */
  public static DecisionService start(ServiceOptions options) {
    String prefix = options.topicPrefix();
    EventLog log =
        new EventLog(
            only(options.kafkaProperties(), ProducerConfig.configNames()),
            options.events() == Events.NONE
                ? Set.of()
                : Set.of(prefix + "impressions", prefix + "treatments", prefix + "outcomes"),
            options.queueCapacity(),
            options.deliveryTimeout());
    WeirClient client = WeirClient.start(clientOptions(options));
    try {
      return new DecisionService(client, log, WebServer.start(options, client, log));
    } catch (RuntimeException e) {
      client.close();
      log.close();
      throw e;
    }
  }

  private static WeirClientOptions clientOptions(ServiceOptions options) {
    WeirClientOptions.Builder builder =
        WeirClientOptions.builder()
            .bootstrapServers(
                String.valueOf(
                    options.kafkaProperties().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)))
            .topicPrefix(options.topicPrefix())
            .mode(options.mode())
            .stateFile(options.stateFile());
    only(options.kafkaProperties(), ConsumerConfig.configNames()).forEach(builder::kafkaProperty);
    return builder.build();
  }

  /** Leaves out what is another client's, which a client would warn of. */
  private static Map<String, Object> only(Map<String, Object> properties, Set<String> known) {
    Map<String, Object> kept = new HashMap<>(properties);
    kept.keySet().retainAll(new TreeSet<>(known));
    return kept;
  }

  /** Returns where it listens. */
  public URI address() {
    return server.address();
  }

  /**
   * Waits until decisions can be asked for: the campaigns were read and the event topics found.
   *
   * @return false if the time ran out
   * @throws InterruptedException if interrupted
   */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    if (!client.awaitCaughtUp(timeout)) {
      return false;
    }
    while (!log.isReady()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      Thread.sleep(10);
    }
    return true;
  }

  /** Takes no more requests, writes what waits, and stops. */
  @Override
  public void close() {
    server.close();
    log.close();
    client.close();
  }
}
