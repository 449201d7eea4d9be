package io.weir.client;

import io.weir.client.decision.Decision;
import io.weir.client.decision.DecisionMode;
import io.weir.client.decision.DecisionReason;
import io.weir.client.follow.TopicFollower;
import io.weir.client.health.ClientHealth;
import io.weir.client.internal.engine.DecisionEngine;
import io.weir.client.internal.feed.ClientTopics;
import io.weir.client.internal.feed.RecordApplier;
import io.weir.client.internal.feed.StateKeeper;
import io.weir.core.scoring.ScoringKernels;
import io.weir.schemas.Campaign;
import io.weir.schemas.Impression;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides in process by what the topics say. A daemon thread follows them; deciding is in memory,
 * takes no lock and no network, and goes on with the last good values while the broker is away,
 * until they are past their time to live.
 *
 * <pre>{@code
 * try (WeirClient client = WeirClient.start(
 *     WeirClientOptions.builder().bootstrapServers("localhost:9092").build())) {
 *   client.awaitCaughtUp(Duration.ofSeconds(10));
 *   Decision decision = client.decide(impression);
 * }
 * }</pre>
 */
public final class WeirClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WeirClient.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final long AWAIT_STEP_MILLIS = 20;

  private final WeirClientOptions options;
  private final DecisionEngine engine;
  private final RecordApplier applier;
  private final TopicFollower follower;
  private final @Nullable StateKeeper keeper;
  private final Map<DecisionReason, LongAdder> decisions = new EnumMap<>(DecisionReason.class);

  private WeirClient(WeirClientOptions options) {
    this.options = options;
    for (DecisionReason reason : DecisionReason.values()) {
      decisions.put(reason, new LongAdder());
    }
    this.engine = new DecisionEngine(options.timeToLive(), options.mode());
    this.applier = new RecordApplier(engine, options.clock());
    Path stateFile = options.stateFile();
    this.keeper =
        stateFile == null
            ? null
            : new StateKeeper(stateFile, options.clock(), options.timeToLive().model(), engine);
    Map<String, Object> properties = new HashMap<>(options.kafkaProperties());
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
    this.follower =
        ClientTopics.follower(
            properties, options.topicPrefix(), options.discoveryInterval(), applier);
    if (keeper != null) {
      follower.resume(keeper.restore(applier));
    }
  }

  /**
   * Starts following. Returns at once, whether the broker is there or not.
   *
   * @throws org.apache.kafka.common.config.ConfigException if a Kafka property is invalid
   */
  public static WeirClient start(WeirClientOptions options) {
    WeirClient client = new WeirClient(options);
    daemon(client.follower, "weir-client");
    StateKeeper stateKeeper = client.keeper;
    if (stateKeeper != null) {
      daemon(() -> client.keepState(stateKeeper), "weir-client-state");
    }
    return client;
  }

  private static void daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void keepState(StateKeeper stateKeeper) {
    try {
      stateKeeper.follow(follower);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Decides. Never blocks and never fails for want of data.
   *
   * @return the decision; the free arm where something is missing or stale
   */
  public Decision decide(Impression impression) {
    return decide(impression, null);
  }

  /**
   * Decides beside a policy that the service has already. That policy's arm is given where it is to
   * act (see {@link DecisionMode}, SHADOW and the campaign's policy share) and where there is no
   * model yet, and is then logged as POLICY without a model version; and wherever else something is
   * missing or stale, logged as OVERRIDE.
   *
   * @param serviceArmId what the service's own policy would give; null if it has none
   */
  public Decision decide(Impression impression, @Nullable String serviceArmId) {
    Decision decision = engine.decide(impression, serviceArmId, options.clock().millis());
    counts(decision.reason()).increment();
    return decision;
  }

  /** Returns a campaign's configuration in force, not to be modified; null if it is unknown. */
  public @Nullable Campaign campaign(String campaignId) {
    return engine.campaign(campaignId);
  }

  /**
   * Waits until every topic exists and was read to the end it had when it was found.
   *
   * @return false if the time ran out
   * @throws InterruptedException if interrupted
   */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return follower.awaitCaughtUp(timeout);
  }

  /**
   * Waits until the configuration of these campaigns is known.
   *
   * @return false if the time ran out
   * @throws InterruptedException if interrupted
   */
  public boolean awaitCampaigns(Collection<String> campaignIds, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!campaignIds.stream().allMatch(engine::knows)) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      Thread.sleep(AWAIT_STEP_MILLIS);
    }
    return true;
  }

  /** Returns the state of the client now. */
  public ClientHealth health() {
    @Nullable String error = follower.lastError();
    long now = options.clock().millis();
    Long savedAt = keeper == null ? null : keeper.restoredSavedAtMillis();
    return new ClientHealth(
        follower.isRunning(),
        follower.wasBrokerSeen(),
        follower.isCaughtUp(),
        follower.millisSincePoll(),
        follower.errors(),
        error != null ? error : applier.lastError(),
        applier.counts(),
        decisionCounts(),
        engine.campaigns(now),
        ScoringKernels.best().name(),
        savedAt == null ? null : (Long) (now - savedAt),
        keeper == null ? null : keeper.problem());
  }

  private LongAdder counts(DecisionReason reason) {
    return Objects.requireNonNull(decisions.get(reason));
  }

  private Map<DecisionReason, Long> decisionCounts() {
    Map<DecisionReason, Long> totals = new EnumMap<>(DecisionReason.class);
    decisions.forEach((reason, count) -> totals.put(reason, count.sum()));
    return totals;
  }

  /** Stops following. Deciding still works, with what is known, until it is stale. */
  @Override
  public void close() {
    if (keeper != null) {
      keeper.stop();
      keeper.save(follower);
    }
    try {
      if (!follower.stop(CLOSE_TIMEOUT)) {
        LOG.warn("the follower did not stop within {}", CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
