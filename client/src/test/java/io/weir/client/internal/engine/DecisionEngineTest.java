package io.weir.client.internal.engine;

import static io.weir.client.Records.BIG_PRICE;
import static io.weir.client.Records.FREE_PRICE;
import static io.weir.client.Records.PERIOD_MILLIS;
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
import io.weir.client.health.CampaignView;
import io.weir.core.holdout.HoldoutRule;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Impression;
import io.weir.schemas.PacingState;
import io.weir.schemas.Treatment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionEngineTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final long PRICE_TTL = 60_000;
  private static final long MODEL_TTL = 600_000;

  private final DecisionEngine engine =
      new DecisionEngine(
          new TimeToLive(Duration.ofMillis(PRICE_TTL), Duration.ofMillis(MODEL_TTL)));

  @BeforeEach
  void knowTheCampaign() throws RejectedRecordException {
    engine.apply(campaign(1, CampaignStatus.ACTIVE, 0));
  }

  private Decision decide() {
    return engine.decide(impression("u"), T0);
  }

  @ParameterizedTest
  @CsvSource({
    "0, big, 3000000",
    "1, big, 3000000",
    "1.75, small, 1000000",
    "3, free, 0",
    "Infinity, free, 0"
  })
  void thePriceTradesRevenueForCost(double value, String arm, long cost) throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, value), T0);
    assertThat(decide())
        .isEqualTo(
            new Decision(
                arm,
                Assignment.POLICY,
                null,
                1L,
                value,
                cost,
                null,
                value == INFINITY ? DecisionReason.EXHAUSTED : DecisionReason.POLICY));
  }

  @Test
  void theHoldoutComesFirstAndFollowsTheRule() throws Exception {
    engine.apply(campaign(2, CampaignStatus.ACTIVE, 0.4));
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    engine.apply(status(1, INFINITY, PacingState.EXHAUSTED, T0), T0);
    HoldoutRule rule = new HoldoutRule("salt", 0.4, new double[] {.5, .3, .2}, false);
    List<String> arms = List.of("free", "small", "big");
    int inside = 0;
    for (int i = 0; i < 500; i++) {
      Decision decision = engine.decide(impression("u" + i), T0);
      int arm = rule.arm("u" + i, "");
      if (arm == HoldoutRule.NOT_IN_HOLDOUT) {
        assertThat(decision.reason()).isEqualTo(DecisionReason.EXHAUSTED);
      } else {
        inside++;
        assertThat(decision).isEqualTo(Decision.randomized(arms.get(arm), rule.probability(arm)));
        assertThat(decision.assignment()).isEqualTo(Assignment.RANDOMIZED);
      }
    }
    assertThat(inside).isBetween(150, 250);
  }

  @Test
  void theHoldoutNeedsNoModelAndNoValidFeatures() throws Exception {
    engine.apply(campaign(2, CampaignStatus.ACTIVE, 1));
    assertThat(decide().assignment()).isEqualTo(Assignment.RANDOMIZED);
    Impression broken = impression("u");
    broken.setNumericFeatures(List.of(Float.NaN));
    assertThat(engine.decide(broken, T0)).isEqualTo(decide());
  }

  @Test
  void aChangeOfCurrencyWithinAPeriodIsRefusedAndTheVersionInForceStays() throws Exception {
    Campaign yen = campaign(2, CampaignStatus.PAUSED, 0);
    yen.getBudget().setCurrency("JPY");
    assertThatThrownBy(() -> engine.apply(yen))
        .isInstanceOf(RejectedRecordException.class)
        .hasMessageContaining("budget.currency");
    assertThat(engine.campaigns(T0).get(Records.ID).campaignVersion()).isEqualTo(1);
    Campaign next = campaign(3, CampaignStatus.ACTIVE, 0);
    next.getBudget().setCurrency("JPY");
    next.getBudget().setPeriodStart(Instant.ofEpochMilli(T0 + PERIOD_MILLIS));
    next.getBudget().setPeriodEnd(Instant.ofEpochMilli(T0 + 2 * PERIOD_MILLIS));
    engine.apply(next);
    assertThat(engine.campaigns(T0).get(Records.ID).campaignVersion()).isEqualTo(3);
  }

  @Test
  void anUnknownCampaignHasNoArmAndNothingToRecord() {
    Impression foreign = impression("u");
    foreign.setCampaignId("other");
    Decision decision = engine.decide(foreign, T0);
    assertThat(decision.reason()).isEqualTo(DecisionReason.UNKNOWN_CAMPAIGN);
    assertThat(decision.armId()).isEqualTo(Decision.NO_ARM);
    assertThat(decision.isRecordable()).isFalse();
    assertThatThrownBy(() -> decision.toTreatment(foreign, Instant.EPOCH))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = CampaignStatus.class,
      names = {"SHADOW", "PAUSED", "ENDED"})
  void aCampaignThatDoesNotActGivesTheFreeArmEvenInTheHoldout(CampaignStatus status)
      throws Exception {
    engine.apply(campaign(2, status, 1));
    assertFallback(decide(), DecisionReason.CAMPAIGN_NOT_ACTIVE);
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    assertFallback(decide(), DecisionReason.NO_MODEL);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    assertFallback(decide(), DecisionReason.NO_MODEL);
    engine.apply(model(2), T0);
    assertFallback(decide(), DecisionReason.NO_PRICE);
  }

  @Test
  void featuresThatDoNotFitGiveTheFreeArm() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    Impression notFinite = impression("u");
    notFinite.setNumericFeatures(List.of(1f, Float.NaN));
    Impression tooShort = impression("u");
    tooShort.setCategoricalFeatures(List.of());
    Impression otherSet = impression("u");
    otherSet.setFeatureSet("v0");
    for (Impression broken : List.of(notFinite, tooShort, otherSet)) {
      assertFallback(engine.decide(broken, T0), DecisionReason.INVALID_FEATURES);
    }
  }

  @Test
  void aPredictionThatIsNoNumberGivesTheFreeArm() throws Exception {
    float[] weights = new float[42];
    weights[0] = Float.MAX_VALUE;
    engine.apply(model(1, weights), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    assertThat(decide().reason()).isEqualTo(DecisionReason.POLICY);
    io.weir.schemas.Model overflowing = model(2, weights);
    overflowing.setRevenueScale(Double.MAX_VALUE);
    engine.apply(overflowing, T0);
    engine.apply(price(2, 2, BIG_PRICE), T0);
    assertFallback(decide(), DecisionReason.INVALID_PREDICTION);
  }

  @Test
  void theFreshPacedPriceOfTheModelInHandTakesPrecedence() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    engine.apply(status(1, SMALL_PRICE, PacingState.OVER, T0), T0);
    assertThat(decide().dualPrice()).isEqualTo(SMALL_PRICE);
    assertThat(decide().armId()).isEqualTo("small");
    engine.apply(status(2, FREE_PRICE, PacingState.OVER, T0 + 1), T0);
    assertThat(decide().dualPrice()).isEqualTo(BIG_PRICE);
    engine.apply(status(1, FREE_PRICE, PacingState.OVER, T0 - 1), T0);
    assertThat(decide().dualPrice()).as("an earlier status is ignored").isEqualTo(BIG_PRICE);
    engine.apply(status(1, FREE_PRICE, PacingState.OVER, T0 + 2), T0);
    assertThat(decide().dualPrice()).isEqualTo(FREE_PRICE);
  }

  @Test
  void aStatusCountsInItsPeriodOnly() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    engine.apply(status(1, INFINITY, PacingState.EXHAUSTED, T0), T0);
    assertThat(engine.decide(impression("u", T0 + PERIOD_MILLIS - 1), T0).reason())
        .isEqualTo(DecisionReason.EXHAUSTED);
    assertThat(engine.decide(impression("u", T0 + PERIOD_MILLIS), T0).armId()).isEqualTo("big");
    assertThat(engine.decide(impression("u", T0 - 1), T0).armId()).isEqualTo("big");
  }

  @Test
  void exhaustionHoldsUnderAnyModelAndDoesNotGoStale() throws Exception {
    engine.apply(status(1, INFINITY, PacingState.EXHAUSTED, T0), T0);
    assertFallback(decide(), DecisionReason.EXHAUSTED);
    engine.apply(model(2), T0);
    engine.apply(price(2, 1, BIG_PRICE), T0);
    Decision later = engine.decide(impression("u"), T0 + 100 * MODEL_TTL);
    assertThat(later).isEqualTo(Decision.policy("free", 2L, INFINITY, 0, DecisionReason.EXHAUSTED));
  }

  @Test
  void valuesPastTheirTimeToLiveDoNotDecide() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    assertThat(engine.decide(impression("u"), T0 + PRICE_TTL).reason())
        .isEqualTo(DecisionReason.POLICY);
    assertFallback(engine.decide(impression("u"), T0 + PRICE_TTL + 1), DecisionReason.STALE);

    engine.apply(status(1, SMALL_PRICE, PacingState.ON_TRACK, T0), T0 + PRICE_TTL);
    assertThat(engine.decide(impression("u"), T0 + PRICE_TTL + 1).dualPrice())
        .as("the paced price is fresh")
        .isEqualTo(SMALL_PRICE);
    engine.apply(price(1, 2, FREE_PRICE), T0 + 2 * PRICE_TTL);
    assertThat(engine.decide(impression("u"), T0 + 2 * PRICE_TTL + 1).dualPrice())
        .as("the paced price is stale, the dual price is fresh")
        .isEqualTo(FREE_PRICE);

    engine.apply(price(1, 3, BIG_PRICE), T0 + MODEL_TTL);
    assertThat(engine.decide(impression("u"), T0 + MODEL_TTL).reason())
        .isEqualTo(DecisionReason.POLICY);
    assertFallback(engine.decide(impression("u"), T0 + MODEL_TTL + 1), DecisionReason.STALE);
  }

  @Test
  void aPacedPriceThatIsNoLongerRenewedDecidesOnlyWhereItIsDearer() throws Exception {
    DecisionEngine patient =
        new DecisionEngine(
            new TimeToLive(Duration.ofMinutes(60), Duration.ofDays(7), Duration.ofMinutes(2)));
    long later = T0 + 120_001;
    patient.apply(campaign(1, CampaignStatus.ACTIVE, 0));
    patient.apply(model(1), T0);
    patient.apply(price(1, 1, SMALL_PRICE), T0);
    patient.apply(status(1, BIG_PRICE, PacingState.ON_TRACK, T0), T0);
    assertThat(patient.decide(impression("u"), later - 1).dualPrice()).isEqualTo(BIG_PRICE);
    assertThat(patient.decide(impression("u"), later).dualPrice()).isEqualTo(SMALL_PRICE);
    patient.apply(status(1, FREE_PRICE, PacingState.ON_TRACK, T0 + 1), T0);
    assertThat(patient.decide(impression("u"), later).dualPrice()).isEqualTo(FREE_PRICE);
  }

  @Test
  void aStatusThatCallsItselfStaleDecidesOnlyWhereItIsDearer() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, SMALL_PRICE), T0);
    engine.apply(status(1, BIG_PRICE, PacingState.STALE, T0), T0);
    assertThat(decide().dualPrice()).isEqualTo(SMALL_PRICE);
    engine.apply(status(1, FREE_PRICE, PacingState.STALE, T0 + 1), T0);
    assertThat(decide().dualPrice()).isEqualTo(FREE_PRICE);
    engine.apply(status(1, BIG_PRICE, PacingState.UNDER, T0 + 2), T0);
    assertThat(decide().dualPrice()).isEqualTo(BIG_PRICE);
  }

  @Test
  void treatmentsCarryTheDecision() throws Exception {
    engine.apply(model(1), T0);
    engine.apply(price(1, 1, BIG_PRICE), T0);
    Treatment treatment = decide().toTreatment(impression("u"), Instant.ofEpochMilli(T0 + 5));
    assertThat(treatment)
        .isEqualTo(
            new Treatment(
                "i-u",
                Records.ID,
                "u",
                Instant.ofEpochMilli(T0 + 5),
                "big",
                Assignment.POLICY,
                null,
                1L,
                BIG_PRICE,
                3_000_000L,
                null));
  }

  @Test
  void theViewTellsVersionsAndAges() throws Exception {
    engine.apply(model(1), T0 + 1);
    engine.apply(price(1, 7, BIG_PRICE), T0 + 2);
    engine.apply(model(2), T0 + 3);
    engine.apply(status(1, SMALL_PRICE, PacingState.UNDER, T0), T0 + 4);
    assertThat(engine.campaigns(T0 + 10))
        .isEqualTo(
            Map.of(
                Records.ID,
                new CampaignView(
                    Records.ID,
                    1L,
                    CampaignStatus.ACTIVE,
                    1L,
                    9L,
                    2L,
                    7L,
                    BIG_PRICE,
                    8L,
                    SMALL_PRICE,
                    1L,
                    6L,
                    false)));
  }

  /** Fallbacks stay out of learning: see the documentation of {@link Decision}. */
  private static void assertFallback(Decision decision, DecisionReason reason) {
    assertThat(decision)
        .isEqualTo(new Decision("free", Assignment.OVERRIDE, null, null, null, 0L, null, reason));
  }
}
