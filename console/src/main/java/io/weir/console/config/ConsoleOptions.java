package io.weir.console.config;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Options of a console.
 *
 * @param bootstrapServers brokers, host:port, comma-separated
 * @param topicPrefix put before the topics' names
 * @param transactionalId id of the transactions in which commands are written; all consoles of one
 *     installation share it, so that no two commands are written at once
 * @param kafkaProperties further properties of every Kafka client (TLS, SASL)
 * @param host address to listen on
 * @param port port to listen on, 0 for a free one
 * @param allowedHosts names by which the console may be asked for, besides the loopback address's;
 *     if empty, a console on another address answers to every name
 * @param operatorToken what an operator must present; null for a read-only console
 * @param viewerToken what those must present who only look; null if everybody may look
 */
public record ConsoleOptions(
    String bootstrapServers,
    String topicPrefix,
    String transactionalId,
    Map<String, Object> kafkaProperties,
    String host,
    int port,
    Set<String> allowedHosts,
    @Nullable String operatorToken,
    @Nullable String viewerToken) {

  /** Topic prefix unless another is set. */
  public static final String DEFAULT_TOPIC_PREFIX = "weir.";

  /** Transactional id unless another is set. */
  public static final String DEFAULT_TRANSACTIONAL_ID = "weir-console";

  /** Environment variable that may hold the operator token. */
  public static final String TOKEN_VARIABLE = "WEIR_CONSOLE_TOKEN";

  /** Environment variable that may hold the viewer token. */
  public static final String VIEWER_VARIABLE = "WEIR_CONSOLE_VIEWER_TOKEN";

  /** Port unless another is set. */
  public static final int DEFAULT_PORT = 8090;

  /** Fewest characters of a token: shorter ones can be guessed. */
  public static final int SHORTEST_TOKEN = 16;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public ConsoleOptions {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrapServers is blank");
    }
    checkToken("an operator", operatorToken);
    checkToken("a viewer", viewerToken);
    if (viewerToken != null && viewerToken.equals(operatorToken)) {
      throw new IllegalArgumentException("the tokens of viewer and operator must differ");
    }
    kafkaProperties = Map.copyOf(kafkaProperties);
    allowedHosts = Set.copyOf(allowedHosts);
  }

  private static void checkToken(String whose, @Nullable String token) {
    if (token != null && token.length() < SHORTEST_TOKEN) {
      throw new IllegalArgumentException(
          whose + " token has at least " + SHORTEST_TOKEN + " characters");
    }
  }

  /** Returns a read-only console on the loopback address with the defaults. */
  public static ConsoleOptions readOnly(String bootstrapServers) {
    return new ConsoleOptions(
        bootstrapServers,
        DEFAULT_TOPIC_PREFIX,
        DEFAULT_TRANSACTIONAL_ID,
        Map.of(),
        "127.0.0.1",
        DEFAULT_PORT,
        Set.of(),
        null,
        null);
  }

  /** Returns the same on another port. */
  public ConsoleOptions withPort(int other) {
    return new ConsoleOptions(
        bootstrapServers,
        topicPrefix,
        transactionalId,
        kafkaProperties,
        host,
        other,
        allowedHosts,
        operatorToken,
        viewerToken);
  }

  /** Returns the same with a token, so that commands are possible. */
  public ConsoleOptions withOperatorToken(String token) {
    return new ConsoleOptions(
        bootstrapServers,
        topicPrefix,
        transactionalId,
        kafkaProperties,
        host,
        port,
        allowedHosts,
        token,
        viewerToken);
  }

  /** Returns the same with a token without which nobody may look. */
  public ConsoleOptions withViewerToken(String token) {
    return new ConsoleOptions(
        bootstrapServers,
        topicPrefix,
        transactionalId,
        kafkaProperties,
        host,
        port,
        allowedHosts,
        operatorToken,
        token);
  }

  /** Never shows a token or the Kafka properties, which may hold secrets. */
  @Override
  public String toString() {
    return "ConsoleOptions["
        + bootstrapServers
        + ", "
        + topicPrefix
        + ", "
        + host
        + ":"
        + port
        + (operatorToken == null ? ", read-only]" : ", with operator]");
  }
}
