package io.weir.client.internal.feed;

import static io.weir.client.Records.BIG_PRICE;
import static io.weir.client.Records.FREE_PRICE;
import static io.weir.client.Records.SMALL_PRICE;
import static io.weir.client.Records.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.Records;
import io.weir.client.decision.Decision;
import io.weir.client.decision.DecisionReason;
import io.weir.client.decision.TimeToLive;
import io.weir.client.health.FollowedTopic;
import io.weir.client.health.TopicCounts;
import io.weir.client.internal.engine.CampaignSnapshot;
import io.weir.client.internal.engine.DecisionEngine;
import io.weir.core.hash.Crc64Avro;
import io.weir.schemas.ActivationFunction;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import io.weir.schemas.PacingState;
import io.weir.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordApplierTest {
  private static final byte[] KEY = Records.ID.getBytes(StandardCharsets.UTF_8);

  private long now = T0;
  private final DecisionEngine engine = new DecisionEngine(TimeToLive.DEFAULT);
  private final RecordApplier applier = new RecordApplier(engine, () -> Instant.ofEpochMilli(now));
  private final byte[] price =
      new RecordCodec<>(DualPrice.class).encode(Records.price(1, 1, BIG_PRICE));

  @BeforeEach
  void applyGoodRecords() {
    applier.apply(
        FollowedTopic.CAMPAIGNS,
        KEY,
        new RecordCodec<>(Campaign.class).encode(Records.campaign(1, CampaignStatus.ACTIVE, 0)),
        T0);
    applier.apply(
        FollowedTopic.MODELS, KEY, new RecordCodec<>(Model.class).encode(Records.model(1)), T0);
    applier.apply(FollowedTopic.DUAL_PRICES, KEY, price, T0);
  }

  private Decision decide() {
    return engine.decide(Records.impression("u"), T0);
  }

  @Test
  void recordsOfEveryTopicReachTheEngine() {
    assertThat(decide().dualPrice()).isEqualTo(BIG_PRICE);
    applier.apply(
        FollowedTopic.BUDGET_STATUS,
        KEY,
        new RecordCodec<>(BudgetStatus.class)
            .encode(Records.status(1, SMALL_PRICE, PacingState.OVER, T0)),
        T0);
    assertThat(decide().dualPrice()).isEqualTo(SMALL_PRICE);
    applier
        .counts()
        .forEach(
            (topic, counts) ->
                assertThat(counts.applied())
                    .as(topic.name())
                    .isEqualTo(topic.isOptional() ? 0 : 1));
    assertThat(applier.lastError()).isNull();
  }

  @Test
  void malformedRecordsAreCountedAndSkipped() {
    byte[] otherKey = {'x'};
    applier.apply(FollowedTopic.DUAL_PRICES, KEY, new byte[] {1, 2, 3}, T0);
    applier.apply(FollowedTopic.DUAL_PRICES, KEY, Arrays.copyOf(price, price.length - 1), T0);
    applier.apply(FollowedTopic.DUAL_PRICES, null, price, T0);
    applier.apply(FollowedTopic.DUAL_PRICES, otherKey, price, T0);
    applier.apply(
        FollowedTopic.DUAL_PRICES,
        KEY,
        new RecordCodec<>(DualPrice.class).encode(Records.price(1, 2, Double.NaN)),
        T0);
    assertThat(applier.counts())
        .containsEntry(FollowedTopic.DUAL_PRICES, new TopicCounts(1, 0, 4, 1));
    assertThat(applier.lastError()).contains("NaN");
    assertThat(decide().dualPrice()).isEqualTo(BIG_PRICE);
  }

  @Test
  void tombstonesDelete() {
    applier.apply(FollowedTopic.DUAL_PRICES, KEY, null, T0);
    assertThat(decide().reason()).isEqualTo(DecisionReason.NO_PRICE);
    applier.apply(FollowedTopic.MODELS, KEY, null, T0);
    assertThat(decide().reason()).isEqualTo(DecisionReason.NO_MODEL);
    applier.apply(FollowedTopic.BUDGET_STATUS, KEY, null, T0);
    applier.apply(FollowedTopic.CAMPAIGNS, KEY, null, T0);
    assertThat(decide().reason()).isEqualTo(DecisionReason.UNKNOWN_CAMPAIGN);
    assertThat(applier.counts()).containsEntry(FollowedTopic.MODELS, new TopicCounts(1, 1, 0, 0));
    assertThat(engine.campaigns(T0)).isEmpty();
  }

  private void send(Model model) {
    applier.apply(FollowedTopic.MODELS, KEY, new RecordCodec<>(Model.class).encode(model), now);
  }

  private void send(DualPrice sent) {
    applier.apply(
        FollowedTopic.DUAL_PRICES, KEY, new RecordCodec<>(DualPrice.class).encode(sent), now);
  }

  private void send(BudgetStatus status, long timestamp) {
    applier.apply(
        FollowedTopic.BUDGET_STATUS,
        KEY,
        new RecordCodec<>(BudgetStatus.class).encode(status),
        timestamp);
  }

  @Test
  void statusesAheadOfTheClockNeverShutOutThoseThatFollow() {
    for (long ahead : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - T0, T0 + 172_800_000L}) {
      send(Records.status(1, SMALL_PRICE, PacingState.OVER, ahead), now);
      assertThat(decide().dualPrice()).as("absurd: refused").isEqualTo(BIG_PRICE);
    }
    assertThat(applier.counts())
        .containsEntry(FollowedTopic.BUDGET_STATUS, new TopicCounts(0, 0, 0, 3));
    send(Records.status(1, SMALL_PRICE, PacingState.OVER, T0 + 3_600_000), now);
    assertThat(decide().dualPrice()).as("an hour ahead: taken as of now").isEqualTo(SMALL_PRICE);
    now += 1_000;
    send(Records.status(1, FREE_PRICE, PacingState.OVER, now), now);
    assertThat(decide().dualPrice()).isEqualTo(FREE_PRICE);
  }

  @Test
  void aRecordsTimestampToComeKeepsNothingFresh() {
    send(Records.status(1, SMALL_PRICE, PacingState.OVER, T0), Long.MAX_VALUE / 2);
    assertThat(engine.decide(Records.impression("u"), T0 + 1).dualPrice()).isEqualTo(SMALL_PRICE);
    long later = T0 + TimeToLive.DEFAULT.price().toMillis() + 1;
    assertThat(engine.decide(Records.impression("u"), later).reason())
        .isEqualTo(DecisionReason.STALE);
  }

  @Test
  void versionsNearTheEndOfTheirRangeAreRefused() {
    for (long version : new long[] {Long.MAX_VALUE, (1L << 53) + 1, -1, Long.MIN_VALUE + 1}) {
      send(Records.model(version));
      send(Records.price(version, 2, FREE_PRICE));
      send(Records.price(1, version, FREE_PRICE));
    }
    assertThat(applier.counts()).containsEntry(FollowedTopic.MODELS, new TopicCounts(1, 0, 0, 4));
    assertThat(applier.counts())
        .containsEntry(FollowedTopic.DUAL_PRICES, new TopicCounts(1, 0, 0, 8));
    send(Records.model(2));
    send(Records.price(2, 2, SMALL_PRICE));
    assertThat(decide().modelVersion()).isEqualTo(2);
  }

  @Test
  void aFalseVersionInsideTheRangeGivesWayToWhatIsPublishedLater() {
    send(Records.model(1L << 52));
    for (int v = 2; v < 12; v++) {
      send(Records.model(v));
      send(Records.price(v, v, SMALL_PRICE));
      assertThat(decide().modelVersion()).as("one that waits shuts nobody out").isEqualTo(v);
    }
    send(Records.price(1L << 52, 1L << 52, FREE_PRICE));
    assertThat(decide().modelVersion()).isEqualTo(1L << 52);
    send(Records.price(11, 1L << 52, FREE_PRICE));
    now += CampaignSnapshot.TAKES_OVER_AFTER_MILLIS - 1;
    send(Records.model(12));
    send(Records.price(12, 12, SMALL_PRICE));
    assertThat(decide().modelVersion()).as("may be a repetition").isEqualTo(1L << 52);
    now += 1;
    send(Records.model(13));
    assertThat(decide().modelVersion()).as("waits for its price").isEqualTo(1L << 52);
    send(Records.price(13, 13, SMALL_PRICE));
    assertThat(decide().modelVersion()).isEqualTo(13);
    assertThat(decide().dualPrice()).isEqualTo(SMALL_PRICE);
  }

  @Test
  void aFalsePriceVersionGivesWayToo() {
    send(Records.price(1, 1L << 50, FREE_PRICE));
    now += CampaignSnapshot.TAKES_OVER_AFTER_MILLIS;
    send(Records.price(1, 2, SMALL_PRICE));
    assertThat(decide().dualPrice()).isEqualTo(SMALL_PRICE);
  }

  @Test
  void aTopicThatWasMadeAnewCountsFromAnew() {
    send(Records.model(70));
    send(Records.price(70, 70, SMALL_PRICE));
    send(Records.status(70, FREE_PRICE, PacingState.OVER, T0), now);
    for (FollowedTopic topic : FollowedTopic.values()) {
      applier.reopen(topic);
    }
    assertThat(decide().dualPrice()).as("all stays in force").isEqualTo(FREE_PRICE);
    send(Records.model(1));
    assertThat(decide().modelVersion()).isEqualTo(70);
    send(Records.price(1, 1, BIG_PRICE));
    assertThat(decide().modelVersion()).isEqualTo(1);
    send(Records.status(1, SMALL_PRICE, PacingState.OVER, T0 - 5), now);
    assertThat(decide().dualPrice()).isEqualTo(SMALL_PRICE);
    applier.apply(
        FollowedTopic.CAMPAIGNS,
        KEY,
        new RecordCodec<>(Campaign.class).encode(Records.campaign(0, CampaignStatus.PAUSED, 0)),
        now);
    assertThat(decide().reason()).isEqualTo(DecisionReason.CAMPAIGN_NOT_ACTIVE);
    send(Records.model(0));
    assertThat(engine.campaigns(T0).get(Records.ID).newestModelVersion()).isEqualTo(1);
  }

  @Test
  void modelsOfImpossibleSizesAreRefused() {
    int most = Integer.MAX_VALUE;
    for (List<Integer> sizes :
        List.of(
            List.of(6, most, 6),
            List.of(most, most, most, most),
            List.of(6, 1 << 30, 1 << 30, 6),
            List.of(1 << 16, 1 << 16, 1 << 16),
            List.of(most - 1, 6),
            List.of(6, -6),
            List.of(6),
            List.<Integer>of())) {
      for (int floats : new int[] {0, 42}) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * floats);
        Model model = Records.model(2);
        model.setMembers(List.of(new ModelMember(sizes, ActivationFunction.RELU, bytes)));
        model.setChecksum(new Crc64Avro().update(bytes).value());
        send(model);
      }
    }
    float[] noNumber = new float[42];
    noNumber[3] = Float.NaN;
    send(Records.model(2, noNumber));
    Model noScale = Records.model(2);
    noScale.setRevenueScale(Double.NaN);
    send(noScale);
    assertThat(applier.counts()).containsEntry(FollowedTopic.MODELS, new TopicCounts(1, 0, 0, 18));
    send(Records.price(2, 2, SMALL_PRICE));
    assertThat(decide().modelVersion()).isEqualTo(1);
  }

  /** A few bytes that claim to be two billion must not be believed. */
  @Test
  void lengthsThatTheMessageCannotHoldAreRefused() {
    byte[] model = new RecordCodec<>(Model.class).encode(Records.model(2));
    byte[] claim = {(byte) 0xF0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
    for (int at = RecordCodec.HEADER_BYTES; at < model.length; at++) {
      byte[] changed = Arrays.copyOf(model, model.length + claim.length);
      System.arraycopy(claim, 0, changed, at, claim.length);
      System.arraycopy(model, at, changed, at + claim.length, model.length - at);
      applier.apply(FollowedTopic.MODELS, KEY, changed, now);
      assertThat(String.valueOf(applier.lastError())).doesNotContain("OutOfMemory");
    }
    send(Records.model(3));
    send(Records.price(3, 3, SMALL_PRICE));
    assertThat(decide().modelVersion()).isEqualTo(3);
  }
}
