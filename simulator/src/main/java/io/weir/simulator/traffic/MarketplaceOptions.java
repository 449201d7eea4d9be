package io.weir.simulator.traffic;

import io.weir.simulator.world.CampaignSpec;
import io.weir.simulator.world.Drift;
import io.weir.simulator.world.World;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a marketplace runs. Every duration is in <b>event time</b>; event time runs {@code
 * timeCompression} times as fast as the clock on the wall, so that an attribution window of ten
 * minutes closes within ten seconds at 60. At 1 it is the clock on the wall.
 *
 * @param bootstrapServers broker addresses
 * @param topicPrefix prefix of every topic
 * @param seed seed of the world and of the traffic
 * @param runId prefix of impression and outcome identifiers; another run on the same topics needs
 *     another one
 * @param campaigns campaigns, one or more
 * @param impressionsPerSecond good impressions per second on the wall, all campaigns together;
 *     positive
 * @param timeCompression event time per wall time; positive
 * @param startAt event time of the start
 * @param switchAfter when the decider's decisions replace the old policy's; a campaign for which it
 *     has no model yet keeps the old policy until it has
 * @param period budget period, from the start; positive
 * @param holdoutRate share of units in the randomized holdout, [0, 1]
 * @param maxDisorder no good event is sent later than this after it happened (save late outcomes)
 * @param disorderRate share of events that are sent late at all, [0, 1]
 * @param duplicateRate share of events sent twice, [0, 1]
 * @param garbageRate garbage messages per good impression, [0, 1]; one of the ten kinds after the
 *     other
 * @param lateOutcomeRate share of outcomes delayed until their sample has closed, [0, 1]
 * @param learning overrides of learning options, put into every campaign's record
 * @param kafkaProperties further client properties, such as security settings
 */
public record MarketplaceOptions(
    String bootstrapServers,
    String topicPrefix,
    long seed,
    String runId,
    List<CampaignSpec> campaigns,
    double impressionsPerSecond,
    double timeCompression,
    Instant startAt,
    Duration switchAfter,
    Duration period,
    double holdoutRate,
    Duration maxDisorder,
    double disorderRate,
    double duplicateRate,
    double garbageRate,
    double lateOutcomeRate,
    Map<String, String> learning,
    Map<String, String> kafkaProperties) {

  /**
   * Validates and copies.
   *
   * @throws IllegalArgumentException if a value is outside its range; the message names it
   */
  public MarketplaceOptions {
    campaigns = List.copyOf(campaigns);
    learning = Map.copyOf(learning);
    kafkaProperties = Map.copyOf(kafkaProperties);
    check(!campaigns.isEmpty(), "campaigns", "one or more", campaigns.size());
    check(impressionsPerSecond > 0, "impressionsPerSecond", "positive", impressionsPerSecond);
    check(timeCompression > 0, "timeCompression", "positive", timeCompression);
    check(!switchAfter.isNegative(), "switchAfter", "not negative", switchAfter);
    check(period.toMillis() > 0, "period", "positive", period);
    check(!maxDisorder.isNegative(), "maxDisorder", "not negative", maxDisorder);
    checkShare("holdoutRate", holdoutRate);
    checkShare("disorderRate", disorderRate);
    checkShare("duplicateRate", duplicateRate);
    checkShare("garbageRate", garbageRate);
    checkShare("lateOutcomeRate", lateOutcomeRate);
    for (CampaignSpec spec : campaigns) {
      check(
          spec.attributionWindow().compareTo(maxDisorder.multipliedBy(2)) > 0,
          "maxDisorder",
          "less than half of every attribution window",
          maxDisorder);
    }
  }

  private static void checkShare(String name, double value) {
    check(value >= 0 && value <= 1, name, "in [0, 1]", value);
  }

  private static void check(boolean condition, String name, String range, Object value) {
    if (!condition) {
      throw new IllegalArgumentException(name + " must be " + range + ", is " + value);
    }
  }

  /** Starts from the defaults: the bundled marketplace at 1,500 impressions a second. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options. */
  public static final class Builder {
    private String bootstrapServers = "localhost:9092";
    private String topicPrefix = "weir.";
    private long seed = 1;
    private @Nullable String runId;
    private @Nullable List<CampaignSpec> campaigns;
    private Duration attributionWindow = Duration.ofMinutes(10);
    private Drift drift = Drift.NONE;
    private double impressionsPerSecond = 1_500;
    private double timeCompression = 60;
    private @Nullable Instant startAt;
    private Duration switchAfter = Duration.ofMinutes(60);
    private Duration period = Duration.ofHours(3);
    private double holdoutRate = 0.15;
    private Duration maxDisorder = Duration.ofMinutes(1);
    private double disorderRate = 0.2;
    private double duplicateRate = 0.01;
    private double garbageRate = 0.005;
    private double lateOutcomeRate;
    private Map<String, String> learning = Map.of();
    private Map<String, String> kafkaProperties = Map.of();

    private Builder() {}

    /** Sets the broker addresses; default localhost:9092. */
    public Builder bootstrapServers(String value) {
      bootstrapServers = value;
      return this;
    }

    /** Sets the topic prefix; default {@code weir.}. */
    public Builder topicPrefix(String value) {
      topicPrefix = value;
      return this;
    }

    /** Sets the seed; default 1. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Sets the prefix of identifiers; default {@code s} and the seed. */
    public Builder runId(String value) {
      runId = value;
      return this;
    }

    /** Sets the campaigns; default the bundled three. */
    public Builder campaigns(List<CampaignSpec> value) {
      campaigns = value;
      return this;
    }

    /** Sets the attribution window of the bundled campaigns; default ten minutes. */
    public Builder attributionWindow(Duration value) {
      attributionWindow = value;
      return this;
    }

    /** Sets the drift of the bundled campaigns; default none. */
    public Builder drift(Drift value) {
      drift = value;
      return this;
    }

    /** Sets the rate on the wall; default 1,500. */
    public Builder impressionsPerSecond(double value) {
      impressionsPerSecond = value;
      return this;
    }

    /** Sets event time per wall time; default 60. */
    public Builder timeCompression(double value) {
      timeCompression = value;
      return this;
    }

    /**
     * Sets the event time of the start; default now if time is not compressed, else a day ago (or a
     * period, if that is longer), so that compressed time does not run ahead of the wall clock
     * soon.
     */
    public Builder startAt(Instant value) {
      startAt = value;
      return this;
    }

    /** Sets when the old policy ends, in event time; default one hour. */
    public Builder switchAfter(Duration value) {
      switchAfter = value;
      return this;
    }

    /** Sets the budget period, in event time; default three hours. */
    public Builder period(Duration value) {
      period = value;
      return this;
    }

    /** Sets the holdout's share of units; default 0.15. */
    public Builder holdoutRate(double value) {
      holdoutRate = value;
      return this;
    }

    /** Sets disorder: longest delay in event time, and share of events delayed. */
    public Builder disorder(Duration longest, double share) {
      maxDisorder = longest;
      disorderRate = share;
      return this;
    }

    /** Sets the share of events sent twice; default 0.01. */
    public Builder duplicateRate(double value) {
      duplicateRate = value;
      return this;
    }

    /** Sets garbage per good impression; default 0.005. */
    public Builder garbageRate(double value) {
      garbageRate = value;
      return this;
    }

    /** Sets the share of outcomes that come after their sample closed; default 0. */
    public Builder lateOutcomeRate(double value) {
      lateOutcomeRate = value;
      return this;
    }

    /** Sets learning options for every campaign; default none. */
    public Builder learning(Map<String, String> value) {
      learning = value;
      return this;
    }

    /** Sets further Kafka client properties; default none. */
    public Builder kafkaProperties(Map<String, String> value) {
      kafkaProperties = value;
      return this;
    }

    private Instant defaultStart() {
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      if (timeCompression == 1) {
        return now;
      }
      Duration back = period.compareTo(Duration.ofDays(1)) > 0 ? period : Duration.ofDays(1);
      return now.minus(back);
    }

    /**
     * Builds.
     *
     * @return the options
     * @throws IllegalArgumentException if a value is outside its range
     */
    public MarketplaceOptions build() {
      return new MarketplaceOptions(
          bootstrapServers,
          topicPrefix,
          seed,
          runId != null ? runId : "s" + seed,
          campaigns != null ? campaigns : World.bundledSpecs(attributionWindow, drift),
          impressionsPerSecond,
          timeCompression,
          startAt != null ? startAt : defaultStart(),
          switchAfter,
          period,
          holdoutRate,
          maxDisorder,
          disorderRate,
          duplicateRate,
          garbageRate,
          lateOutcomeRate,
          learning,
          kafkaProperties);
    }
  }
}
