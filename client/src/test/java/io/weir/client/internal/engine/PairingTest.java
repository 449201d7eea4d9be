package io.weir.client.internal.engine;

import static io.weir.client.Records.BIG_PRICE;
import static io.weir.client.Records.FREE_PRICE;
import static io.weir.client.Records.SMALL_PRICE;
import static io.weir.client.Records.T0;
import static io.weir.client.Records.campaign;
import static io.weir.client.Records.impression;
import static io.weir.client.Records.model;
import static io.weir.client.Records.price;
import static io.weir.client.Records.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.Records;
import io.weir.client.decision.Decision;
import io.weir.client.decision.DecisionReason;
import io.weir.client.decision.TimeToLive;
import io.weir.client.health.FollowedTopic;
import io.weir.schemas.Arm;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Model;
import io.weir.schemas.PacingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which model decides with which price, in whatever order records come. */
class PairingTest {
  private final DecisionEngine engine = new DecisionEngine(TimeToLive.DEFAULT);

  @BeforeEach
  void knowTheCampaign() throws RejectedRecordException {
    engine.apply(campaign(1, CampaignStatus.ACTIVE, 0));
  }

  private Decision decide() {
    return engine.decide(impression("u"), T0);
  }

  private void assertPair(long modelVersion, double price) {
    assertThat(decide().reason()).isEqualTo(DecisionReason.POLICY);
    assertThat(decide().modelVersion()).isEqualTo(modelVersion);
    assertThat(decide().dualPrice()).isEqualTo(price);
  }

  @Test
  void aPriceWaitsForItsModelWhileTheOldPairDecides() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    engine.apply(price(2, 2, SMALL_PRICE), T0);
    assertPair(1, BIG_PRICE);
    engine.apply(model(2), T0);
    assertPair(2, SMALL_PRICE);
  }

  @Test
  void aModelWaitsForItsPriceWhileTheOldPairDecides() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    engine.apply(model(2), T0);
    assertPair(1, BIG_PRICE);
    engine.apply(price(1, 2, FREE_PRICE), T0);
    assertPair(1, FREE_PRICE);
    engine.apply(price(2, 3, SMALL_PRICE), T0);
    assertPair(2, SMALL_PRICE);
  }

  @Test
  void aPacedPriceAloneBringsItsModelIn() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(status(1, SMALL_PRICE, PacingState.ON_TRACK, T0), T0);
    assertPair(1, SMALL_PRICE);
  }

  @Test
  void anInfinitePriceOfTheLearnerHoldsWhateverIsPaced() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    engine.apply(status(1, SMALL_PRICE, PacingState.ON_TRACK, T0), T0);
    assertPair(1, SMALL_PRICE);
    engine.apply(price(1, 2, Double.POSITIVE_INFINITY), T0);
    assertThat(decide().reason()).isEqualTo(DecisionReason.EXHAUSTED);
    assertThat(decide().armId()).isEqualTo("free");
    engine.apply(price(1, 3, BIG_PRICE), T0);
    assertPair(1, SMALL_PRICE);
  }

  @Test
  void theCampaignMayComeLast() throws Exception {
    DecisionEngine late = new DecisionEngine(TimeToLive.DEFAULT);
    late.apply(price(1, 1, SMALL_PRICE), T0);
    late.apply(model(1), T0);
    late.apply(campaign(1, CampaignStatus.ACTIVE, 0));
    assertThat(late.decide(impression("u"), T0).armId()).isEqualTo("small");
  }

  @Test
  void olderVersionsChangeNothing() throws Exception {
    engine.apply(model(2), T0);
    engine.apply(price(2, 5, SMALL_PRICE), T0);
    engine.apply(model(1), T0);
    engine.apply(price(1, 6, BIG_PRICE), T0);
    engine.apply(price(2, 4, FREE_PRICE), T0);
    engine.apply(campaign(1, CampaignStatus.PAUSED, 0));
    assertPair(2, SMALL_PRICE);
  }

  @Test
  void manyWaitingVersionsAreBoundedAndThePairStays() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    for (int v = 2; v < 100; v++) {
      engine.apply(model(v), T0);
    }
    assertPair(1, BIG_PRICE);
    engine.apply(price(99, 2, SMALL_PRICE), T0);
    assertPair(99, SMALL_PRICE);
  }

  @Test
  void brokenRecordsAreRefusedAndTheLastGoodOnesStay() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    Model corrupt = model(2);
    corrupt.setChecksum(corrupt.getChecksum() + 1);
    assertThatThrownBy(() -> engine.apply(corrupt, T0))
        .isInstanceOf(RejectedRecordException.class)
        .hasMessageContaining("checksum");
    Model shortMean = model(2);
    shortMean.setNumericMean(List.of(0f));
    assertThatThrownBy(() -> engine.apply(shortMean, T0))
        .isInstanceOf(RejectedRecordException.class);
    assertThatThrownBy(() -> engine.apply(price(1, 2, -1), T0))
        .isInstanceOf(RejectedRecordException.class);
    assertThatThrownBy(() -> engine.apply(status(1, Double.NaN, PacingState.UNDER, T0), T0))
        .isInstanceOf(RejectedRecordException.class);
    Campaign lopsided = campaign(2, CampaignStatus.ACTIVE, 0);
    lopsided.getHoldout().setArmProbabilities(Map.of("free", .5));
    assertThatThrownBy(() -> engine.apply(lopsided))
        .isInstanceOf(RejectedRecordException.class)
        .hasMessageContaining("sum");
    assertPair(1, BIG_PRICE);
  }

  /** Jobs refuse it too, so the campaign is paused everywhere or nowhere. */
  @Test
  void aPauseThatTheJobsRefuseIsRefusedHere() throws Exception {
    Campaign paused = campaign(2, CampaignStatus.PAUSED, 0);
    paused.setAttributionWindowMs(0);
    paused.getBudget().setCurrency("dollars");
    assertThatThrownBy(() -> engine.apply(paused))
        .isInstanceOf(RejectedRecordException.class)
        .hasMessageContaining("attributionWindowMs")
        .hasMessageContaining("budget.currency");
    assertThat(decide().reason()).isEqualTo(DecisionReason.NO_MODEL);
  }

  @Test
  void armsAreMatchedByName() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    Campaign withoutBig = campaign(2, CampaignStatus.ACTIVE, 0);
    withoutBig.setArms(
        List.of(new Arm("free", ""), new Arm("brand new", ""), new Arm("small", "")));
    withoutBig.getHoldout().setArmProbabilities(Map.of("free", 1.0));
    engine.apply(withoutBig);
    assertThat(decide().armId()).isEqualTo("small");
    Campaign otherFree = campaign(3, CampaignStatus.ACTIVE, 0);
    otherFree.setArms(List.of(new Arm("small", ""), new Arm("free", ""), new Arm("big", "")));
    engine.apply(otherFree);
    assertThat(decide().reason()).isEqualTo(DecisionReason.MODEL_MISMATCH);
    assertThat(decide().armId()).isEqualTo("small");
  }

  @Test
  void aModelOfOtherFeaturesWaitsForTheOldOneToBeReplaced() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    Model renamed = model(2);
    renamed.setNumericFeatures(List.of("age", "visits"));
    engine.apply(renamed, T0);
    engine.apply(price(2, 2, SMALL_PRICE), T0);
    assertPair(1, BIG_PRICE);
    Model nameless = model(3);
    nameless.setNumericFeatures(List.of());
    nameless.setCategoricalFeatures(List.of());
    engine.apply(nameless, T0);
    engine.apply(price(3, 3, SMALL_PRICE), T0);
    assertPair(3, SMALL_PRICE);
  }

  @Test
  void tombstonesForget() throws Exception {
    engine.apply(model(2), T0);
    engine.apply(price(2, 2, BIG_PRICE), T0);
    engine.forget(FollowedTopic.DUAL_PRICES, Records.ID);
    assertThat(decide().reason()).isEqualTo(DecisionReason.NO_PRICE);
    engine.forget(FollowedTopic.MODELS, Records.ID);
    assertThat(decide().reason()).isEqualTo(DecisionReason.NO_MODEL);
    engine.apply(status(2, Double.POSITIVE_INFINITY, PacingState.EXHAUSTED, T0), T0);
    assertThat(decide().reason()).isEqualTo(DecisionReason.EXHAUSTED);
    engine.forget(FollowedTopic.BUDGET_STATUS, Records.ID);
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, SMALL_PRICE), T0);
    assertPair(1, SMALL_PRICE);
    engine.forget(FollowedTopic.CAMPAIGNS, Records.ID);
    assertThat(decide().reason()).isEqualTo(DecisionReason.UNKNOWN_CAMPAIGN);
    assertThat(engine.knows(Records.ID)).isFalse();
  }

  /** Price = version, so a mixed pair shows at once; readers run all through the updates. */
  @Test
  void readersNeverSeeAMixedPair() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, 1), T0);
    AtomicBoolean writing = new AtomicBoolean(true);
    ExecutorService readers = Executors.newFixedThreadPool(3);
    List<Future<Long>> seen = new ArrayList<>();
    for (int r = 0; r < 3; r++) {
      seen.add(
          readers.submit(
              () -> {
                long last = 1;
                while (writing.get()) {
                  Decision decision = decide();
                  assertThat(decision.reason()).isEqualTo(DecisionReason.POLICY);
                  assertThat(decision.dualPrice()).isEqualTo((double) decision.modelVersion());
                  assertThat(decision.modelVersion()).isGreaterThanOrEqualTo(last);
                  last = decision.modelVersion();
                }
                return last;
              }));
    }
    for (long v = 2; v <= 3000; v++) {
      if (v % 2 == 0) {
        engine.apply(model(v), T0);
        engine.apply(price(v, v, v), T0);
      } else {
        engine.apply(price(v, v, v), T0);
        engine.apply(model(v), T0);
      }
    }
    writing.set(false);
    for (Future<Long> reader : seen) {
      assertThat(reader.get()).isGreaterThan(1);
    }
    readers.shutdown();
    assertPair(3000, 3000);
  }
}
