package io.weir.client.internal.engine;

import static io.weir.client.Records.BIG_PRICE;
import static io.weir.client.Records.T0;
import static io.weir.client.Records.campaign;
import static io.weir.client.Records.impression;
import static io.weir.client.Records.model;
import static io.weir.client.Records.price;
import static io.weir.client.Records.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.decision.Decision;
import io.weir.client.decision.DecisionMode;
import io.weir.client.decision.DecisionReason;
import io.weir.client.decision.TimeToLive;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Impression;
import io.weir.schemas.PacingState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The steps from a service's own policy to Weir's: observe, shadow, a share of the traffic, all.
 */
class ServicePolicyTest {
  private static final String OWN = "small";

  private final DecisionEngine engine = new DecisionEngine(TimeToLive.DEFAULT);

  private static Campaign sharing(long version, double share) {
    Campaign campaign = campaign(version, CampaignStatus.ACTIVE, 0.2);
    campaign.setPolicyShare(share);
    return campaign;
  }

  private void knowAPair() throws RejectedRecordException {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
  }

  @Test
  void beforeAFirstModelTheServicesChoiceIsObservationalData() throws Exception {
    engine.apply(campaign(1, CampaignStatus.ACTIVE, 0));
    Decision decision = engine.decide(impression("u"), OWN, T0);
    assertThat(decision)
        .isEqualTo(
            new Decision(
                OWN, Assignment.POLICY, null, null, null, null, null, DecisionReason.NO_MODEL));
    engine.apply(model(1), T0);
    assertThat(engine.decide(impression("u"), OWN, T0).assignment()).isEqualTo(Assignment.POLICY);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    assertThat(engine.decide(impression("u"), OWN, T0).armId()).isEqualTo("big");
  }

  @Test
  void whatDependsOnOutagesIsLeftOutOfLearning() throws Exception {
    engine.apply(campaign(1, CampaignStatus.ACTIVE, 0));
    knowAPair();
    Decision stale = engine.decide(impression("u"), OWN, T0 + Duration.ofDays(8).toMillis());
    assertThat(stale.reason()).isEqualTo(DecisionReason.STALE);
    assertThat(stale.armId()).isEqualTo(OWN);
    assertThat(stale.assignment()).isEqualTo(Assignment.OVERRIDE);
    Impression broken = impression("u");
    broken.setNumericFeatures(List.of(Float.NaN, 1f));
    Decision invalid = engine.decide(broken, OWN, T0);
    assertThat(invalid.armId()).isEqualTo(OWN);
    assertThat(invalid.assignment()).isEqualTo(Assignment.OVERRIDE);
  }

  @Test
  void anExhaustedBudgetStopsTheServicesChoiceTooBeforeAModel() throws Exception {
    engine.apply(campaign(1, CampaignStatus.ACTIVE, 0));
    engine.apply(status(1, Double.POSITIVE_INFINITY, PacingState.EXHAUSTED, T0), T0);
    assertThat(engine.decide(impression("u"), OWN, T0).armId()).isEqualTo("free");
  }

  @Test
  void anUnknownCampaignsArmIsTheServices() {
    Decision decision = engine.decide(impression("u"), OWN, T0);
    assertThat(decision.armId()).isEqualTo(OWN);
    assertThat(decision.reason()).isEqualTo(DecisionReason.UNKNOWN_CAMPAIGN);
    assertThat(decision.assignment()).isEqualTo(Assignment.OVERRIDE);
    assertThat(decision.toTreatment(impression("u"), Instant.ofEpochMilli(T0)).getArmId())
        .isEqualTo(OWN);
  }

  @Test
  void anArmThatTheCampaignLacksIsNotGiven() throws Exception {
    engine.apply(campaign(1, CampaignStatus.ACTIVE, 0));
    Decision decision = engine.decide(impression("u"), "enormous", T0);
    assertThat(decision.armId()).isEqualTo("free");
    assertThat(decision.reason()).isEqualTo(DecisionReason.UNKNOWN_FALLBACK_ARM);
    assertThat(decision.assignment()).isEqualTo(Assignment.OVERRIDE);
  }

  @ParameterizedTest
  @EnumSource(
      value = CampaignStatus.class,
      names = {"PAUSED", "ENDED"})
  void aPausedCampaignGivesTheFreeArmWhateverTheServiceSays(CampaignStatus status)
      throws Exception {
    engine.apply(campaign(1, status, 1));
    Decision decision = engine.decide(impression("u"), OWN, T0);
    assertThat(decision.armId()).isEqualTo("free");
    assertThat(decision.reason()).isEqualTo(DecisionReason.CAMPAIGN_NOT_ACTIVE);
  }

  @Test
  void aServiceThatIsObservedDecidesForAllButTheHoldout() throws Exception {
    DecisionEngine observing = new DecisionEngine(TimeToLive.DEFAULT, DecisionMode.OBSERVE);
    observing.apply(campaign(1, CampaignStatus.ACTIVE, 0.3));
    observing.apply(model(1), T0);
    observing.apply(price(1, 1, BIG_PRICE), T0);
    engine.apply(campaign(1, CampaignStatus.ACTIVE, 0.3));
    int randomized = 0;
    for (int i = 0; i < 400; i++) {
      Decision decision = observing.decide(impression("u" + i), OWN, T0);
      if (decision.assignment() == Assignment.RANDOMIZED) {
        randomized++;
        assertThat(decision).isEqualTo(engine.decide(impression("u" + i), OWN, T0));
      } else {
        assertThat(decision)
            .isEqualTo(
                new Decision(
                    OWN,
                    Assignment.POLICY,
                    null,
                    null,
                    null,
                    null,
                    "big",
                    DecisionReason.SERVICE_POLICY));
      }
    }
    assertThat(randomized).isBetween(80, 160);
  }

  @Test
  void aCampaignInShadowTellsWhatItWouldGiveByTheShadowTopics() throws Exception {
    engine.apply(campaign(1, CampaignStatus.SHADOW, 0.3));
    assertThat(engine.decide(impression("u1"), OWN, T0).shadowArmId()).isNull();
    engine.applyShadow(model(4), T0);
    engine.applyShadow(price(4, 4, BIG_PRICE), T0);
    int randomized = 0;
    for (int i = 0; i < 100; i++) {
      Decision decision = engine.decide(impression("u" + i), OWN, T0);
      if (decision.assignment() == Assignment.RANDOMIZED) {
        randomized++;
      } else {
        assertThat(decision.armId()).isEqualTo(OWN);
        assertThat(decision.shadowArmId()).isEqualTo("big");
        assertThat(decision.modelVersion()).as("no model acted").isNull();
        assertThat(decision.toTreatment(impression("u" + i), Instant.EPOCH).getShadowArmId())
            .isEqualTo("big");
      }
    }
    assertThat(randomized).isBetween(15, 45);
    engine.apply(campaign(2, CampaignStatus.ACTIVE, 0));
    assertThat(engine.decide(impression("u"), OWN, T0).reason())
        .as("what is in shadow never acts")
        .isEqualTo(DecisionReason.NO_MODEL);
  }

  @Test
  void aShareOfTheUnitsIsDecidedForAndStaysAsItGrows() throws Exception {
    knowAPair();
    boolean[] before = new boolean[2_000];
    double last = 0;
    for (double share : new double[] {0, 0.05, 0.5, 1}) {
      engine.apply(sharing((long) (1 + 100 * share), share));
      int inside = 0;
      int outside = 0;
      for (int i = 0; i < before.length; i++) {
        Decision decision = engine.decide(impression("u" + i), OWN, T0);
        if (decision.reason() == DecisionReason.HOLDOUT) {
          continue;
        }
        boolean decided = decision.reason() == DecisionReason.POLICY;
        assertThat(decided || decision.reason() == DecisionReason.SERVICE_POLICY).isTrue();
        assertThat(decision.armId()).isEqualTo(decided ? "big" : OWN);
        assertThat(before[i] && !decided).isFalse();
        before[i] = decided;
        inside += decided ? 1 : 0;
        outside += decided ? 0 : 1;
      }
      assertThat((double) inside / (inside + outside)).isBetween(share - 0.06, share + 0.06);
      assertThat(share).isGreaterThanOrEqualTo(last);
      last = share;
    }
  }
}
