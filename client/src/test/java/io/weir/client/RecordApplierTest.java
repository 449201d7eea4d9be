package io.weir.client;

import static io.weir.client.Records.BIG_PRICE;
import static io.weir.client.Records.SMALL_PRICE;
import static io.weir.client.Records.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.PacingState;
import io.weir.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordApplierTest {
  private static final byte[] KEY = Records.ID.getBytes(StandardCharsets.UTF_8);

  private final DecisionEngine engine = new DecisionEngine(TimeToLive.DEFAULT);
  private final RecordApplier applier = new RecordApplier(engine);
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
    assertThat(applier.counts().values()).containsOnly(new TopicCounts(1, 0, 0, 0));
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
}
