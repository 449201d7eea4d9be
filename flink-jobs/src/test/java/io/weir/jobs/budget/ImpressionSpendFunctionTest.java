package io.weir.jobs.budget;

import static io.weir.jobs.budget.Money.END;
import static io.weir.jobs.budget.Money.START;
import static io.weir.jobs.budget.Money.WINDOW_MILLIS;
import static io.weir.jobs.budget.Money.outcome;
import static io.weir.jobs.budget.Money.treatment;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.pacing.RedemptionCurve;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.schemas.Assignment;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

class ImpressionSpendFunctionTest {
  private static final long SECOND = START / 1000;

  @Test
  void countsEachOutcomeOnce() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(treatment("i", START + 1_000, 400L));
      stage.send(outcome("a", "i", START + 2_000, 300));
      stage.send(outcome("a", "i", START + 2_000, 300));
      stage.send(outcome("b", "i", START + 3_000, 200));
      stage.send(outcome("b", "i", START + 3_000, 999));
      assertThat(stage.total().getSpentMicros()).isEqualTo(500);
      assertThat(stage.spentBySecond()).isEqualTo(Map.of(SECOND + 1, 500L));
    }
  }

  @Test
  void commitsThePredictionUntilItIsRedeemed() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(treatment("i", START, 400L));
      assertThat(stage.total().getCommittedMicros()).isEqualTo(400);
      assertThat(stage.total().getPromises()).isEqualTo(1);
      stage.send(outcome("visit", "i", START + 1_000, 0));
      assertThat(stage.total().getCommittedMicros()).as("costs nothing yet").isEqualTo(400);
      stage.send(outcome("order", "i", START + 2_000, 1_000));
      LedgerEntry total = stage.total();
      assertThat(total.getCommittedMicros()).isZero();
      assertThat(total.getSettledByArm()).isEqualTo(Map.of("ten", 1L));
      assertThat(total.getSpentByArm()).isEqualTo(Map.of("ten", 1_000L));
      stage.send(outcome("second order", "i", START + 3_000, 50));
      assertThat(stage.total().getCommittedMicros()).isZero();
      assertThat(stage.total().getSettledByArm()).isEqualTo(Map.of("ten", 1L));
      assertThat(stage.total().getSpentMicros()).isEqualTo(1_050);
    }
  }

  @Test
  void releasesTheCommitmentWhenTheWindowCloses() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(treatment("i", START, 400L));
      stage.watermark(START + WINDOW_MILLIS - 1);
      assertThat(stage.total().getCommittedMicros()).isEqualTo(400);
      stage.watermark(START + WINDOW_MILLIS);
      assertThat(stage.total().getCommittedMicros()).isZero();
      assertThat(stage.total().getSettledByArm()).isEqualTo(Map.of("ten", 1L));
      stage.send(outcome("late", "i", START + WINDOW_MILLIS + 5_000, 70));
      assertThat(stage.spentBySecond()).as("late is spend all the same").containsEntry(SECOND, 70L);
      assertThat(stage.total().getCommittedMicros()).isZero();
    }
  }

  @Test
  void aTreatmentWithoutPredictionIsCountedByItsArm() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(treatment(Money.CAMPAIGN, "r", START, Assignment.RANDOMIZED, null));
      stage.send(treatment("p", START, null));
      assertThat(stage.total().getOpenByArm()).isEqualTo(Map.of("ten", 2L));
      assertThat(stage.total().getPolicyTreatments()).isEqualTo(1);
      assertThat(stage.total().getPromises()).isZero();
      stage.send(outcome("o", "r", START + 1, 90));
      assertThat(stage.total().getOpenByArm()).isEqualTo(Map.of("ten", 1L));
      assertThat(stage.total().getHoldoutSpentMicros()).isEqualTo(90);
      stage.watermark(START + WINDOW_MILLIS);
      assertThat(stage.total().getOpenByArm()).isEmpty();
    }
  }

  @Test
  void spendIsPlacedAtTheTreatmentHoweverLate() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(treatment("i", END - 1, 400L));
      stage.send(outcome("o", "i", END + 300_000, 55));
      assertThat(stage.spentBySecond()).isEqualTo(Map.of((END - 1) / 1000, 55L));
    }
  }

  @Test
  void anOutcomeBeforeItsTreatmentStandsAtItsOwnTimeAndMoves() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(outcome("o", "i", START + 60_000, 55));
      assertThat(stage.spentBySecond()).isEqualTo(Map.of(SECOND + 60, 55L));
      stage.send(treatment("i", START + 5_000, 400L));
      assertThat(stage.spentBySecond()).isEqualTo(Map.of(SECOND + 5, 55L));
      assertThat(stage.total().getCommittedMicros()).as("redeemed already").isZero();
      int bin = RedemptionCurve.bin(55_000, WINDOW_MILLIS);
      assertThat(stage.total().getRedeemedByAge().get(bin)).isEqualTo(55);
    }
  }

  @Test
  void theFirstTreatmentWins() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(treatment("i", START, 400L));
      stage.send(treatment("i", START, 400L));
      stage.send(treatment("i", START + 9_000, 800L));
      assertThat(stage.total().getCommittedMicros()).isEqualTo(400);
      assertThat(stage.total().getPolicyTreatments()).isEqualTo(1);
    }
  }

  @Test
  void anOutcomeThatNamesAnotherCampaignCountsOnceForThatOne() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(treatment("i", START, 400L));
      stage.send(outcome("autumn", "o", "i", START + 1, 55));
      stage.send(outcome("autumn", "o", "i", START + 1, 55));
      stage.send(outcome("o", "i", START + 2_000, 300));
      assertThat(spentBy(stage, "autumn")).isEqualTo(55);
      assertThat(spentBy(stage, Money.CAMPAIGN)).isEqualTo(300);
      assertThat(stage.total().getSpentByArm()).as("of the treated").isEqualTo(Map.of("ten", 300L));
      stage.watermark(Money.END + 7 * 86_400_000L);
      assertThat(stage.stateEntries()).isZero();
    }
  }

  @Test
  void aTreatmentThatNamesAnotherCampaignKeepsNobodysMoneyFromBeingCounted() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(Money.treatment("autumn", "i", START, Assignment.POLICY, 400L));
      stage.send(treatment("i", START, 400L));
      stage.send(outcome("o", "i", START + 1_000, 55));
      stage.send(outcome("o", "i", START + 1_000, 55));
      assertThat(spentBy(stage, Money.CAMPAIGN)).isEqualTo(55);
    }
  }

  private static long spentBy(SpendHarness stage, String campaignId) {
    return stage.entries().stream()
        .filter(entry -> entry.getCampaignId().equals(campaignId))
        .mapToLong(LedgerEntry::getSpentMicros)
        .sum();
  }

  @Test
  void remembersOutcomesUntilThePeriodClosesAndNoLonger() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(treatment("i", START, 400L));
      stage.send(outcome("o", "i", START + 1, 55));
      stage.send(outcome("lonely", "j", START + 1, 7));
      stage.watermark(END - 1);
      stage.send(outcome("o", "i", START + 1, 55));
      stage.send(outcome("lonely", "j", START + 1, 7));
      assertThat(stage.total().getSpentMicros()).isEqualTo(62);
      assertThat(stage.stateEntries()).isEqualTo(2);
      stage.watermark(END + 60_000);
      assertThat(stage.stateEntries()).isZero();
      assertThat(stage.timers()).isZero();
    }
  }

  @Test
  void anExtendedPeriodExtendsMemory() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(outcome("o", "i", START + 1, 55));
      stage.send(Money.campaign(2, Money.BUDGET, START, END + 3_600_000));
      stage.watermark(END + 60_000);
      stage.send(outcome("o", "i", START + 1, 55));
      assertThat(stage.total().getSpentMicros()).isEqualTo(55);
      stage.watermark(END + 3_660_000);
      assertThat(stage.stateEntries()).isZero();
    }
  }

  @Test
  void anUnknownCampaignsMoneyCountsAndItsPromisesExpireOnceItIsKnown() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(treatment("i", START, 400L));
      stage.send(outcome("o", "j", START, 55));
      stage.watermark(START + 2 * WINDOW_MILLIS);
      assertThat(stage.total().getCommittedMicros()).isEqualTo(400);
      assertThat(stage.total().getSpentMicros()).isEqualTo(55);
      stage.send(Money.campaign(1));
      stage.watermark(START + 5 * WINDOW_MILLIS);
      assertThat(stage.total().getCommittedMicros()).isZero();
    }
  }

  @Test
  void whatNoPeriodCoversIsForgottenInTheEnd() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(outcome("o", "i", END + 1, 55));
      for (int hour = 0; hour < 50; hour++) {
        assertThat(stage.timers()).isEqualTo(stage.stateEntries());
        stage.watermark(END + hour * 3_600_000L);
      }
      assertThat(stage.stateEntries()).isZero();
      assertThat(stage.timers()).isZero();
    }
  }

  @Test
  void goesOnFromASnapshot() throws Exception {
    OperatorSubtaskState snapshot;
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(treatment("i", START, 400L));
      stage.send(outcome("o", "i", START + 1, 0));
      snapshot = stage.snapshot();
    }
    try (SpendHarness stage = SpendHarness.restore(snapshot)) {
      stage.send(outcome("o", "i", START + 1, 0));
      assertThat(stage.entries()).isEmpty();
      stage.send(outcome("p", "i", START + 2, 30));
      assertThat(stage.total().getSpentMicros()).isEqualTo(30);
      assertThat(stage.total().getCommittedMicros()).isEqualTo(-400);
    }
  }
}
