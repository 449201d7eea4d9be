package io.weir.service.config;

import io.weir.client.decision.DecisionMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Options of a decision service.
 *
 * @param kafkaProperties of every Kafka client, bootstrap.servers among them
 * @param topicPrefix put before the topics' names
 * @param host address to listen on
 * @param port port to listen on, 0 for a free one
 * @param token what callers must present; null if anybody may call
 * @param tls certificates; null for plain HTTP
 * @param mode who decides outside the holdout
 * @param stateFile where the client keeps its last good records; null for nowhere
 * @param acknowledge when a request is answered
 * @param queueCapacity most events that wait for the broker
 * @param rememberedRequests how many requests are remembered for repetitions
 * @param deliveryTimeout after which an event counts as failed
 * @param mostRequestBytes largest body
 * @param events what is written of decisions
 */
public record ServiceOptions(
    Map<String, Object> kafkaProperties,
    String topicPrefix,
    String host,
    int port,
    @Nullable String token,
    @Nullable Tls tls,
    DecisionMode mode,
    @Nullable Path stateFile,
    Acknowledge acknowledge,
    int queueCapacity,
    int rememberedRequests,
    Duration deliveryTimeout,
    int mostRequestBytes,
    Events events) {
  /** Port unless another is set. */
  public static final int DEFAULT_PORT = 8091;

  /** Environment variable that holds the token where no file does. */
  public static final String TOKEN_VARIABLE = "WEIR_SERVICE_TOKEN";

  private static final int SHORTEST_TOKEN = 16;

  /** When a request is answered. */
  public enum Acknowledge {
    /** Once the broker has its events. */
    BROKER,
    /** At once; events that wait in the queue are lost if the process is killed. */
    QUEUE
  }

  /** What is written of decisions. */
  public enum Events {
    /** An impression and a treatment, each a message. */
    APART,
    /**
     * An impression that carries its treatment, and the topic treatments stays empty; only where
     * both jobs that read impressions are of a release that knows it.
     */
    WHOLE,
    /** Nothing: callers write down what they did, on topics of their own. */
    NONE
  }

  /**
   * Certificates.
   *
   * @param keyStore PKCS 12 file of the service's key and certificate
   * @param keyStorePassword its password
   * @param trustStore PKCS 12 file of the authorities that callers' certificates are from; null if
   *     callers need none
   * @param trustStorePassword its password
   */
  public record Tls(
      Path keyStore,
      String keyStorePassword,
      @Nullable Path trustStore,
      @Nullable String trustStorePassword) {
    @Override
    public String toString() {
      return "Tls[" + keyStore + ", " + trustStore + "]";
    }
  }

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public ServiceOptions {
    kafkaProperties = Map.copyOf(kafkaProperties);
    if (token != null && token.length() < SHORTEST_TOKEN) {
      throw new IllegalArgumentException(
          "the token must have " + SHORTEST_TOKEN + " characters or more");
    }
    if (queueCapacity < 2 || rememberedRequests < 1 || mostRequestBytes < 1) {
      throw new IllegalArgumentException("capacities must be positive");
    }
    if (deliveryTimeout.compareTo(Duration.ofMillis(100)) < 0) {
      throw new IllegalArgumentException("the delivery timeout must be 100 ms or more");
    }
  }

  /** Returns options with every default in place: loopback, no token, no TLS. */
  public static ServiceOptions of(Map<String, Object> kafkaProperties, String topicPrefix) {
    return new ServiceOptions(
        kafkaProperties,
        topicPrefix,
        "127.0.0.1",
        DEFAULT_PORT,
        null,
        null,
        DecisionMode.DECIDE,
        null,
        Acknowledge.BROKER,
        20_000,
        200_000,
        Duration.ofSeconds(10),
        1 << 20,
        Events.APART);
  }

  /** Returns the same on another port. */
  public ServiceOptions withPort(int other) {
    return new ServiceOptions(
        kafkaProperties,
        topicPrefix,
        host,
        other,
        token,
        tls,
        mode,
        stateFile,
        acknowledge,
        queueCapacity,
        rememberedRequests,
        deliveryTimeout,
        mostRequestBytes,
        events);
  }

  @Override
  public String toString() {
    return "ServiceOptions[" + host + ":" + port + ", " + topicPrefix + ", " + mode + "]";
  }
}
