package io.weir.client;

import io.weir.client.decision.DecisionMode;
import io.weir.client.decision.TimeToLive;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Options of a client.
 *
 * @param bootstrapServers brokers, host:port, comma-separated
 * @param topicPrefix put before the topics' names
 * @param timeToLive of last-good values
 * @param discoveryInterval between looks for new partitions; a topic that is missing is looked for
 *     at least once a second
 * @param kafkaProperties further consumer properties (security, timeouts); they win over the
 *     client's own, save for deserializers and group
 * @param clock by which values age
 * @param mode who decides outside the holdout
 * @param stateFile where the last good records are kept for a start while the broker is away; one
 *     process a file; null for none
 */
public record WeirClientOptions(
    String bootstrapServers,
    String topicPrefix,
    TimeToLive timeToLive,
    Duration discoveryInterval,
    Map<String, Object> kafkaProperties,
    InstantSource clock,
    DecisionMode mode,
    @Nullable Path stateFile) {

  /** Prefix of the topics unless another is set. */
  public static final String DEFAULT_TOPIC_PREFIX = "weir.";

  /** Copies the properties. */
  public WeirClientOptions {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrapServers is blank");
    }
    if (discoveryInterval.isNegative() || discoveryInterval.isZero()) {
      throw new IllegalArgumentException("discoveryInterval must be positive");
    }
    kafkaProperties = Map.copyOf(kafkaProperties);
  }

  /** Returns a builder with every default in place. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options. */
  public static final class Builder {
    private @Nullable String bootstrapServers;
    private String topicPrefix = DEFAULT_TOPIC_PREFIX;
    private TimeToLive timeToLive = TimeToLive.DEFAULT;
    private Duration discoveryInterval = Duration.ofSeconds(30);
    private final Map<String, Object> kafkaProperties = new HashMap<>();
    private InstantSource clock = InstantSource.system();
    private DecisionMode mode = DecisionMode.DECIDE;
    private @Nullable Path stateFile;

    private Builder() {}

    /** Sets the brokers; required. */
    public Builder bootstrapServers(String servers) {
      this.bootstrapServers = servers;
      return this;
    }

    /** Sets the topic prefix; default {@link #DEFAULT_TOPIC_PREFIX}. */
    public Builder topicPrefix(String prefix) {
      this.topicPrefix = prefix;
      return this;
    }

    /** Sets how long values live; default {@link TimeToLive#DEFAULT}. */
    public Builder timeToLive(TimeToLive ttl) {
      this.timeToLive = ttl;
      return this;
    }

    /** Sets the time between looks for new partitions; default 30 s. */
    public Builder discoveryInterval(Duration interval) {
      this.discoveryInterval = interval;
      return this;
    }

    /** Sets one consumer property. */
    public Builder kafkaProperty(String name, Object value) {
      kafkaProperties.put(name, value);
      return this;
    }

    /** Sets the clock by which values age; default the system's. */
    public Builder clock(InstantSource source) {
      this.clock = source;
      return this;
    }

    /** Sets who decides outside the holdout; default {@link DecisionMode#DECIDE}. */
    public Builder mode(DecisionMode decisionMode) {
      this.mode = decisionMode;
      return this;
    }

    /** Sets where the last good records are kept; default nowhere. */
    public Builder stateFile(@Nullable Path file) {
      this.stateFile = file;
      return this;
    }

    /**
     * Returns the options.
     *
     * @throws NullPointerException if bootstrapServers is missing
     * @throws IllegalArgumentException if a value is out of range
     */
    public WeirClientOptions build() {
      return new WeirClientOptions(
          Objects.requireNonNull(bootstrapServers, "bootstrapServers"),
          topicPrefix,
          timeToLive,
          discoveryInterval,
          kafkaProperties,
          clock,
          mode,
          stateFile);
    }
  }
}
