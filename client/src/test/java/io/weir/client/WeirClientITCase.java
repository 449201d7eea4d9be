package io.weir.client;

import static io.weir.client.Records.BIG_PRICE;
import static io.weir.client.Records.FREE_PRICE;
import static io.weir.client.Records.SMALL_PRICE;
import static io.weir.client.Records.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.decision.Decision;
import io.weir.client.decision.DecisionReason;
import io.weir.client.decision.TimeToLive;
import io.weir.client.follow.TopicFollower;
import io.weir.client.health.ClientHealth;
import io.weir.client.health.FollowedTopic;
import io.weir.client.health.TopicCounts;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.PacingState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against a real broker. */
@Timeout(180)
class WeirClientITCase {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private TestBroker broker;

  @BeforeEach
  void startBroker() throws Exception {
    broker = new TestBroker("it.");
  }

  @AfterEach
  void stopBroker() throws Exception {
    broker.close();
  }

  @Test
  void followsPairsAndReadsAgainAfterARestart() throws Exception {
    try (WeirClient client = WeirClient.start(broker.options().build())) {
      assertThat(client.awaitCaughtUp(Duration.ofMillis(500))).as("there are no topics").isFalse();
      assertThat(decide(client).reason()).isEqualTo(DecisionReason.UNKNOWN_CAMPAIGN);

      broker.createTopics(3);
      assertThat(client.awaitCaughtUp(PATIENCE)).isTrue();
      sendCampaign(1, CampaignStatus.ACTIVE);
      assertThat(client.awaitCampaigns(List.of(Records.ID), PATIENCE)).isTrue();
      assertThat(client.awaitCampaigns(List.of("nobody"), Duration.ofMillis(50))).isFalse();

      sendPrice(1, 1, SMALL_PRICE);
      sendModel(1);
      await(client, d -> d.armId().equals("small"));
      sendModel(2);
      broker.sendRaw(FollowedTopic.MODELS, new byte[] {9, 9, 9});
      awaitCount(client, FollowedTopic.MODELS, c -> c.malformed() == 1);
      assertThat(decide(client).modelVersion()).as("model 2 waits for its price").isEqualTo(1);
      sendPrice(2, 2, BIG_PRICE);
      assertThat(await(client, d -> d.armId().equals("big")).modelVersion()).isEqualTo(2);

      broker.send(
          FollowedTopic.BUDGET_STATUS,
          BudgetStatus.class,
          Records.status(2, Double.POSITIVE_INFINITY, PacingState.EXHAUSTED, T0));
      await(client, d -> d.reason() == DecisionReason.EXHAUSTED);
      broker.sendRaw(FollowedTopic.BUDGET_STATUS, null);
      await(client, d -> d.reason() == DecisionReason.POLICY);
      checkHealth(client.health());
    }

    try (WeirClient again = WeirClient.start(broker.options().build())) {
      assertThat(again.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(decide(again))
          .isEqualTo(Decision.policy("big", 2L, BIG_PRICE, 3_000_000, DecisionReason.POLICY));
      broker.sendRaw(FollowedTopic.CAMPAIGNS, null);
      await(again, d -> d.reason() == DecisionReason.UNKNOWN_CAMPAIGN);
    }
  }

  @Test
  void decidesOnWhileTheBrokerIsAwayAndFollowsOnWhenItIsBack() throws Exception {
    broker.createTopics(1);
    sendCampaign(1, CampaignStatus.ACTIVE);
    sendModel(1);
    sendPrice(1, 1, BIG_PRICE);
    String servers = broker.bootstrapServers();
    try (WeirClient client = WeirClient.start(broker.options().build())) {
      assertThat(client.awaitCaughtUp(PATIENCE)).isTrue();
      Decision before = decide(client);
      assertThat(before.armId()).isEqualTo("big");
      broker.stop();
      long until = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      while (System.nanoTime() < until) {
        assertThat(decide(client)).isEqualTo(before);
      }
      try (WeirClient born =
          WeirClient.start(
              WeirClientOptions.builder().bootstrapServers(servers).topicPrefix("it.").build())) {
        assertThat(born.awaitCaughtUp(Duration.ofMillis(500))).isFalse();
        assertThat(decide(born).reason()).isEqualTo(DecisionReason.UNKNOWN_CAMPAIGN);
        assertThat(born.health().running()).isTrue();

        broker.restart();
        sendPrice(1, 2, FREE_PRICE);
        await(client, d -> d.armId().equals("free") && d.reason() == DecisionReason.POLICY);
        await(born, d -> d.armId().equals("free") && d.reason() == DecisionReason.POLICY);
      }
    }
  }

  @Test
  void valuesGoStaleWithTheBrokerAwayAndAreFreshAgainWhenRepublished() throws Exception {
    broker.createTopics(1);
    sendCampaign(1, CampaignStatus.ACTIVE);
    sendModel(1);
    WeirClientOptions options =
        broker
            .options()
            .timeToLive(new TimeToLive(Duration.ofSeconds(3), Duration.ofMinutes(5)))
            .build();
    try (WeirClient client = WeirClient.start(options)) {
      assertThat(client.awaitCaughtUp(PATIENCE)).isTrue();
      sendPrice(1, 1, BIG_PRICE);
      await(client, d -> d.reason() == DecisionReason.POLICY);
      await(client, d -> d.reason() == DecisionReason.STALE);
      assertThat(decide(client).armId()).isEqualTo("free");
    }
    try (WeirClient restarted = WeirClient.start(options)) {
      assertThat(restarted.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(decide(restarted).reason())
          .as("reading an old value anew does not make it young")
          .isEqualTo(DecisionReason.STALE);
      sendPrice(1, 2, SMALL_PRICE);
      await(restarted, d -> d.armId().equals("small"));
    }
  }

  @Test
  void thePacedPriceAndTheHardStopAreFollowedWithinASecondOfTheirPublication() throws Exception {
    broker.createTopics(1);
    sendCampaign(1, CampaignStatus.ACTIVE);
    sendModel(1);
    sendPrice(1, 1, BIG_PRICE);
    try (WeirClient client = WeirClient.start(broker.options().build())) {
      assertThat(client.awaitCaughtUp(PATIENCE)).isTrue();
      List<Long> millis = new ArrayList<>();
      for (int round = 0; round < 15; round++) {
        boolean stop = round % 3 == 2;
        double price = stop ? Double.POSITIVE_INFINITY : round % 3 == 0 ? SMALL_PRICE : BIG_PRICE;
        broker.send(
            FollowedTopic.BUDGET_STATUS,
            BudgetStatus.class,
            Records.status(
                1, price, stop ? PacingState.EXHAUSTED : PacingState.ON_TRACK, T0 + round));
        long published = System.nanoTime();
        Decision decision = await(client, d -> d.dualPrice() != null && d.dualPrice() == price);
        millis.add((System.nanoTime() - published) / 1_000_000);
        assertThat(decision.armId()).isEqualTo(stop ? "free" : round % 3 == 0 ? "small" : "big");
      }
      millis.sort(null);
      // The median, since a busy machine may stop this process for longer than that.
      assertThat(millis.get(millis.size() / 2)).isLessThan(1_000);
    }
  }

  @Test
  void aTopicThatIsDeletedAndMadeAnewIsReadFromItsBeginning() throws Exception {
    broker.createTopics(1);
    sendCampaign(5, CampaignStatus.ACTIVE);
    sendModel(7);
    sendPrice(7, 7, SMALL_PRICE);
    try (WeirClient client = WeirClient.start(broker.options().build())) {
      await(client, d -> d.armId().equals("small"));
      broker.deleteTopics();
      broker.createTopics(2);
      sendModel(1);
      sendPrice(1, 1, BIG_PRICE);
      // As many records as the old topic had, so that the old offset is one of the new topic's.
      sendPrice(1, 2, BIG_PRICE);
      assertThat(await(client, d -> d.armId().equals("big")).modelVersion()).isEqualTo(1);
      sendCampaign(1, CampaignStatus.PAUSED);
      await(client, d -> d.reason() == DecisionReason.CAMPAIGN_NOT_ACTIVE);
    }
  }

  @Test
  void theFollowerSurvivesErrorsOfItsHandler() throws Exception {
    broker.createTopics(1);
    sendPrice(1, 1, SMALL_PRICE);
    sendPrice(1, 2, SMALL_PRICE);
    String topic = FollowedTopic.DUAL_PRICES.topic("it.");
    AtomicInteger seen = new AtomicInteger();
    TopicFollower follower =
        new TopicFollower(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            Set.of(topic),
            Map.of(),
            Duration.ofSeconds(1),
            record -> {
              int count = seen.incrementAndGet();
              if (count == 1) {
                throw new OutOfMemoryError("thrown on purpose");
              }
              if (count == 2) {
                throw new IllegalStateException("thrown on purpose");
              }
            });
    Thread thread = new Thread(follower);
    thread.start();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    sendPrice(1, 3, SMALL_PRICE);
    while (seen.get() < 3 && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertThat(seen.get()).isEqualTo(3);
    assertThat(follower.errors()).isEqualTo(2);
    assertThat(follower.isRunning()).isTrue();
    assertThat(follower.stop(PATIENCE)).isTrue();
    assertThat(follower.isRunning()).isFalse();
  }

  @Test
  void aClientThatStartsWhileTheBrokerIsAwayDecidesByItsStateFile() throws Exception {
    broker.createTopics(1);
    sendCampaign(5, CampaignStatus.ACTIVE);
    sendModel(7);
    sendPrice(7, 7, SMALL_PRICE);
    Path file = directory.resolve("weir.state");
    WeirClientOptions options = broker.options().stateFile(file).build();
    try (WeirClient client = WeirClient.start(options)) {
      assertThat(client.health().restoredStateAgeMillis()).isNull();
      assertThat(client.awaitCaughtUp(PATIENCE)).isTrue();
      await(client, d -> d.armId().equals("small"));
    }
    assertThat(file).exists();
    broker.stop();
    try (WeirClient cold = WeirClient.start(options)) {
      assertThat(decide(cold).armId()).as("at once").isEqualTo("small");
      assertThat(cold.health().restoredStateAgeMillis()).isNotNull();
      assertThat(cold.health().brokerSeen()).isFalse();
      assertThat(cold.health().isFollowing()).isFalse();
      broker.restart();
      sendPrice(7, 8, BIG_PRICE);
      await(cold, d -> d.armId().equals("big"));
      assertThat(cold.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(cold.health().brokerSeen()).isTrue();
    }
    broker.deleteTopics();
    broker.createTopics(1);
    sendCampaign(1, CampaignStatus.PAUSED);
    try (WeirClient later = WeirClient.start(options)) {
      await(later, d -> d.reason() == DecisionReason.CAMPAIGN_NOT_ACTIVE);
      assertThat(later.health().stateProblem()).isNull();
    }
    Files.write(file, new byte[] {1, 2, 3});
    try (WeirClient damaged = WeirClient.start(options)) {
      assertThat(damaged.health().stateProblem()).isNotNull();
      await(damaged, d -> d.reason() == DecisionReason.CAMPAIGN_NOT_ACTIVE);
    }
  }

  @Test
  void nonsenseInTheOptionsFailsAtTheStart() {
    assertThatThrownBy(
            () ->
                WeirClient.start(broker.options().kafkaProperty("fetch.min.bytes", "many").build()))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void aHostThatDoesNotResolveIsRetriedAndCounted() throws Exception {
    try (WeirClient client =
        WeirClient.start(
            WeirClientOptions.builder().bootstrapServers("no-such-host.invalid:9092").build())) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (client.health().kafkaErrors() < 2 && System.nanoTime() < deadline) {
        Thread.sleep(50);
      }
      assertThat(client.health().kafkaErrors()).isGreaterThanOrEqualTo(2);
      assertThat(client.health().running()).isTrue();
      assertThat(client.health().lastError()).isNotNull();
      assertThat(decide(client).reason()).isEqualTo(DecisionReason.UNKNOWN_CAMPAIGN);
    }
  }

  private static void checkHealth(ClientHealth health) {
    assertThat(health.running()).isTrue();
    assertThat(health.caughtUp()).isTrue();
    assertThat(health.millisSincePoll()).isLessThan(10_000);
    assertThat(health.lastError()).contains("MODELS");
    // The module kernels is not on this class path.
    assertThat(health.scoringKernel()).isEqualTo("plain");
    assertThat(health.topics())
        .containsEntry(FollowedTopic.CAMPAIGNS, new TopicCounts(1, 0, 0, 0))
        .containsEntry(FollowedTopic.MODELS, new TopicCounts(2, 0, 1, 0))
        .containsEntry(FollowedTopic.DUAL_PRICES, new TopicCounts(2, 0, 0, 0))
        .containsEntry(FollowedTopic.BUDGET_STATUS, new TopicCounts(1, 1, 0, 0));
    assertThat(health.decisions().get(DecisionReason.POLICY)).isPositive();
    assertThat(health.campaigns().get(Records.ID).modelVersion()).isEqualTo(2);
    assertThat(health.campaigns().get(Records.ID).priceAgeMillis()).isBetween(0L, 60_000L);
  }

  private void sendCampaign(long version, CampaignStatus status) throws Exception {
    broker.send(FollowedTopic.CAMPAIGNS, Campaign.class, Records.campaign(version, status, 0));
  }

  private void sendModel(long version) throws Exception {
    broker.send(FollowedTopic.MODELS, Model.class, Records.model(version));
  }

  private void sendPrice(long modelVersion, long priceVersion, double value) throws Exception {
    broker.send(
        FollowedTopic.DUAL_PRICES,
        DualPrice.class,
        Records.price(modelVersion, priceVersion, value));
  }

  private static Decision decide(WeirClient client) {
    return client.decide(Records.impression("u"));
  }

  private static Decision await(WeirClient client, Predicate<Decision> wanted) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Decision decision = decide(client);
    while (!wanted.test(decision) && System.nanoTime() < deadline) {
      Thread.sleep(20);
      decision = decide(client);
    }
    assertThat(decision).as("in time: %s", client.health()).matches(wanted);
    return decision;
  }

  private static void awaitCount(
      WeirClient client, FollowedTopic topic, Predicate<TopicCounts> wanted) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.test(client.health().topics().get(topic)) && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertThat(client.health().topics().get(topic)).matches(wanted);
  }
}
