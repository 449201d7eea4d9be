package io.weir.jobs.budget;

import static io.weir.jobs.budget.Money.BUDGET;
import static io.weir.jobs.budget.Money.CAMPAIGN;
import static io.weir.jobs.budget.Money.END;
import static io.weir.jobs.budget.Money.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.budget.ledger.LedgerEntries;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.DualPrice;
import io.weir.schemas.PacingState;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

class BudgetFunctionTest {
  private static final long HOUR = 3_600_000;

  private static LedgerEntry promised(long atMillis, int count, long micros) {
    LedgerEntry entry = LedgerEntries.at(CAMPAIGN, atMillis);
    entry.setPolicyTreatments((long) count);
    entry.setPromises((long) count);
    entry.setPromisedMicros(micros);
    entry.setCommittedMicros(micros);
    entry.setGrossMicros(2 * micros);
    entry.setEvents((long) count);
    entry.setEventTimeMillis(atMillis);
    entry.setWrittenAtMillis(atMillis);
    return entry;
  }

  @Test
  void answersAChangeOfBudgetAtOnceAndOnce() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      assertThat(job.last().getBudgetMicros()).isEqualTo(BUDGET);
      job.send(Money.campaign(3, 2 * BUDGET, START, END));
      assertThat(job.last().getBudgetMicros()).isEqualTo(2 * BUDGET);
      assertThat(job.last().getCampaignVersion()).isEqualTo(3);
      job.send(Money.campaign(3, 5 * BUDGET, START, END));
      job.send(Money.campaign(2, 7 * BUDGET, START, END));
      job.wait(10_000);
      assertThat(job.last().getBudgetMicros()).isEqualTo(2 * BUDGET);
    }
  }

  @Test
  void publishesEverySecondUnderTrafficAndAHeartbeatWithoutIt() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      for (int i = 1; i <= 20; i++) {
        job.spend(START + i, 1);
        job.wait(100);
      }
      assertThat(job.statuses()).hasSize(5);
      int before = job.statuses().size();
      job.wait(20_000);
      assertThat(job.statuses().size() - before).isBetween(3, 5);
      assertThat(job.timers()).isLessThan(3);
    }
  }

  @Test
  void saysStaleWhenInputsStopAndRecovers() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      job.wait(120_000);
      assertThat(job.last().getState()).as("nothing has started").isNotEqualTo(PacingState.STALE);
      job.spend(START + 1, 1);
      job.wait(120_000);
      assertThat(job.last().getState()).isEqualTo(PacingState.STALE);
      job.spend(START + 2, 1);
      job.wait(1_000);
      assertThat(job.last().getState()).isNotEqualTo(PacingState.STALE);
    }
  }

  @Test
  void aStopOfTheJobIsNoSilenceOfItsInputs() throws Exception {
    OperatorSubtaskState snapshot;
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      job.wait(1_000);
      job.spend(START + 1, 1);
      job.wait(1_000);
      snapshot = job.snapshot();
    }
    try (BudgetHarness job = BudgetHarness.restore(snapshot, 60 * HOUR)) {
      job.wait(10_000);
      assertThat(job.last().getState()).isNotEqualTo(PacingState.STALE);
      job.wait(60_000);
      assertThat(job.last().getState()).isEqualTo(PacingState.STALE);
    }
  }

  @Test
  void aWallClockThatWasAheadStopsNeitherHeartbeatNorStaleness() throws Exception {
    OperatorSubtaskState snapshot;
    try (BudgetHarness ahead = BudgetHarness.restore(null, 60 * HOUR)) {
      ahead.send(Money.campaign(1));
      ahead.spend(START + 1, 1);
      ahead.wait(10_000);
      snapshot = ahead.snapshot();
    }
    try (BudgetHarness job = BudgetHarness.restore(snapshot, HOUR)) {
      job.spend(START + 2, 1);
      job.wait(10_000);
      int before = job.statuses().size();
      job.wait(70_000);
      assertThat(job.statuses().size() - before).isGreaterThan(10);
      assertThat(job.last().getState()).isEqualTo(PacingState.STALE);
    }
  }

  @Test
  void exhaustionIsAnInfinitePriceUntilTheBudgetIsRaised() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      job.send(Money.price(CAMPAIGN, 4, 1));
      assertThat(job.last().getPacedDualPrice()).isFinite().isPositive();
      assertThat(job.last().getModelVersion()).isEqualTo(4);
      job.spend(START + 1, BUDGET);
      job.wait(1_000);
      assertThat(job.last().getState()).isEqualTo(PacingState.EXHAUSTED);
      assertThat(job.last().getPacedDualPrice()).isEqualTo(Double.POSITIVE_INFINITY);
      job.send(Money.campaign(2, 2 * BUDGET, START, END));
      assertThat(job.last().getState()).isNotEqualTo(PacingState.EXHAUSTED);
      assertThat(job.last().getPacedDualPrice()).isFinite();
    }
  }

  @Test
  void whatTheLearnerWithholdsIsNotPacedWhateverItsLadderSays() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      job.send(Money.price(CAMPAIGN, 4, 1));
      double before = job.last().getPacedDualPrice();
      DualPrice withdrawn = Money.price(CAMPAIGN, 4, 2);
      withdrawn.setDualPrice(Double.POSITIVE_INFINITY);
      job.send(withdrawn);
      assertThat(job.last().getPacedDualPrice()).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(job.last().getState()).as("money is left").isNotEqualTo(PacingState.EXHAUSTED);
      for (int second = 1; second <= 60; second++) {
        job.spend(START + second, 0);
        job.wait(1_000);
      }
      job.send(Money.price(CAMPAIGN, 4, 3));
      assertThat(job.last().getPacedDualPrice())
          .as("that nothing was promised says nothing about the ladder")
          .isCloseTo(before, org.assertj.core.data.Percentage.withPercentage(2));
      withdrawn.setPriceVersion(4);
      job.send(withdrawn);
      job.spend(START + 61, BUDGET);
      job.wait(1_000);
      assertThat(job.last().getState()).isEqualTo(PacingState.EXHAUSTED);
    }
  }

  @Test
  void anImpossibleVersionDoesNotShutOutLaterPricesForEver() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      job.send(Money.price(CAMPAIGN, 9, (1L << 53) - 1));
      assertThat(job.last().getModelVersion()).isEqualTo(9);
      DualPrice soon = Money.price(CAMPAIGN, 4, 5);
      soon.setComputedAt(soon.getComputedAt().plusSeconds(599));
      job.send(soon);
      assertThat(job.last().getModelVersion()).as("may be a repetition").isEqualTo(9);
      DualPrice later = Money.price(CAMPAIGN, 4, 5);
      later.setComputedAt(later.getComputedAt().plusSeconds(600));
      job.send(later);
      assertThat(job.last().getModelVersion()).isEqualTo(4);
    }
  }

  @Test
  void whatIsPromisedCountsAgainstTheBudget() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      job.send(Money.price(CAMPAIGN, 4, 1));
      job.send(promised(START + 1_000, 500, BUDGET + BUDGET / 10));
      job.wait(1_000);
      assertThat(job.last().getSpentMicros()).isZero();
      assertThat(job.last().getCommittedMicros()).isEqualTo(BUDGET + BUDGET / 10);
      assertThat(job.last().getState()).isEqualTo(PacingState.EXHAUSTED);
      LedgerEntry released = LedgerEntries.at(CAMPAIGN, START + 1_000);
      released.setCommittedMicros(-BUDGET - BUDGET / 10);
      job.send(released);
      // Event time has passed the window and nothing was redeemed.
      job.spend(START + 2 * Money.WINDOW_MILLIS, 0);
      job.wait(1_000);
      assertThat(job.last().getCommittedMicros()).isZero();
      assertThat(job.last().getPacedDualPrice()).isFinite();
    }
  }

  @Test
  void aTreatmentWithoutPredictionIsCommittedAtItsArmsMean() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      LedgerEntry settled = BudgetHarness.spent(START, 600, START);
      settled.setSettledByArm(Map.of("ten", 3L));
      settled.setSpentByArm(Map.of("ten", 600L));
      job.send(settled);
      LedgerEntry open = BudgetHarness.spent(START, 0, START);
      open.setOpenByArm(Map.of("ten", 4L, "new", 2L));
      job.send(open);
      job.wait(1_000);
      assertThat(job.last().getCommittedMicros()).isEqualTo(4 * 200);
    }
  }

  @Test
  void aNewPeriodStartsWithItsOwnMoneyAndLateOutcomesStayInTheOldOne() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      job.spend(START + HOUR, 100);
      // Treatments of the new period come in before anybody has announced it.
      job.spend(END, 7);
      job.spend(END + HOUR, 11);
      job.wait(1_000);
      assertThat(job.last().getSpentMicros()).isEqualTo(100);
      assertThat(job.last().getPreviousPeriodSpentMicros()).isNull();
      job.send(Money.campaign(2, BUDGET, END, END + 24 * HOUR));
      assertThat(job.last().getSpentMicros()).isEqualTo(18);
      assertThat(job.last().getPreviousPeriodSpentMicros()).isEqualTo(100);
      job.spend(END - 1_000, 40);
      job.spend(END + 5_000, 2);
      job.wait(1_000);
      assertThat(job.last().getSpentMicros()).isEqualTo(20);
      assertThat(job.last().getPreviousPeriodSpentMicros()).isEqualTo(140);
    }
  }

  @Test
  void anExtensionOrACutOfThePeriodFindsItsMoney() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      for (int hour = 0; hour < 30; hour++) {
        job.spend(START + hour * HOUR + 1_000, 1L << hour);
      }
      job.wait(1_000);
      assertThat(job.last().getSpentMicros()).isEqualTo((1L << 24) - 1);
      job.send(Money.campaign(2, BUDGET, START, END + 2 * HOUR));
      assertThat(job.last().getSpentMicros()).isEqualTo((1L << 26) - 1);
      job.send(Money.campaign(3, BUDGET, START, START + HOUR));
      assertThat(job.last().getSpentMicros()).isEqualTo(1);
      // A new period from the middle of the old one, off the minute, within the last hour.
      long cut = START + 29 * HOUR + 1_000;
      job.send(Money.campaign(4, BUDGET, START, END + 24 * HOUR));
      job.send(Money.campaign(5, BUDGET, cut, END + 24 * HOUR));
      assertThat(job.last().getSpentMicros()).isEqualTo(1L << 29);
      assertThat(job.last().getPreviousPeriodSpentMicros()).isEqualTo((1L << 29) - 1);
    }
  }

  @Test
  void moneyOfAnUnknownCampaignIsThereWhenItIsAnnounced() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.spend(START + 1, 77);
      job.wait(10_000);
      assertThat(job.statuses()).isEmpty();
      job.send(Money.campaign(1));
      assertThat(job.last().getSpentMicros()).isEqualTo(77);
    }
  }

  @Test
  void moneyOfAnUnknownCampaignOutlivesAnyStopOfTheJob() throws Exception {
    OperatorSubtaskState snapshot;
    try (BudgetHarness job = BudgetHarness.start()) {
      job.spend(START + 1, 77);
      job.jump(20 * HOUR);
      snapshot = job.snapshot();
    }
    long year = 365 * 24 * HOUR;
    for (int start = 1; start <= 3; start++) {
      try (BudgetHarness job = BudgetHarness.restore(snapshot, start * year)) {
        job.wait(5_000);
        snapshot = job.snapshot();
      }
    }
    try (BudgetHarness job = BudgetHarness.restore(snapshot, 4 * year)) {
      job.jump(1);
      job.send(Money.campaign(1));
      job.wait(4_000);
      assertThat(job.last().getSpentMicros()).isEqualTo(77);
    }
  }

  @Test
  void moneyOfAnUnknownCampaignIsForgottenAfterADayOfRunning() throws Exception {
    OperatorSubtaskState snapshot;
    try (BudgetHarness job = BudgetHarness.start()) {
      job.spend(START + 1, 77);
      for (int hour = 0; hour < 14; hour++) {
        job.jump(HOUR);
      }
      assertThat(job.stateEntries()).isPositive();
      snapshot = job.snapshot();
    }
    try (BudgetHarness job = BudgetHarness.restore(snapshot, 1_000 * HOUR)) {
      for (int hour = 0; hour < 8; hour++) {
        job.jump(HOUR);
      }
      assertThat(job.stateEntries()).as("22 hours").isPositive();
      for (int hour = 0; hour < 4; hour++) {
        job.jump(HOUR);
      }
      assertThat(job.stateEntries()).isZero();
      assertThat(job.timers()).isZero();
    }
  }

  @Test
  void aPriceOfACampaignThatNobodyConfiguredIsForgottenToo() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.price(CAMPAIGN, 4, 1));
      for (int hour = 0; hour < 26; hour++) {
        job.jump(HOUR);
      }
      assertThat(job.stateEntries()).isZero();
      assertThat(job.timers()).isZero();
    }
  }

  @Test
  void aForgottenCampaignLeavesNothingBehind() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      job.spend(START + 1, 77);
      job.forget(CAMPAIGN);
      assertThat(job.stateEntries()).isZero();
      int before = job.statuses().size();
      job.wait(20_000);
      assertThat(job.statuses()).hasSize(before);
      assertThat(job.timers()).isZero();
    }
  }

  @Test
  void projectsWithAnIntervalAndSaysWhereItLeads() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      // A fifth of the day at twice the rate that the budget allows.
      for (int minute = 0; minute < 288; minute++) {
        long at = START + minute * 60_000L;
        job.send(promised(at, 100, BUDGET / 720));
        LedgerEntry redeemed = BudgetHarness.spent(at, BUDGET / 720, at + 1_000);
        redeemed.setCommittedMicros(-BUDGET / 720);
        redeemed.setRedeemedByAge(LedgerEntries.atAge(2, BUDGET / 720));
        job.send(redeemed);
        job.wait(100);
      }
      job.wait(1_000);
      BudgetStatus last = job.last();
      assertThat(last.getProjectedMicros()).isBetween(BUDGET * 18 / 10, BUDGET * 22 / 10);
      assertThat(last.getProjectedLowerMicros()).isLessThan(last.getProjectedMicros());
      assertThat(last.getProjectedUpperMicros()).isGreaterThan(last.getProjectedMicros());
      assertThat(last.getState()).isEqualTo(PacingState.OVER);
      job.send(Money.campaign(2, 10 * BUDGET, START, END));
      assertThat(job.last().getState()).isEqualTo(PacingState.UNDER);
    }
  }

  @Test
  void aRestoredJobDoesNotPublishThePast() throws Exception {
    OperatorSubtaskState snapshot;
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      job.spend(START + 1, 5);
      job.wait(1_000);
      snapshot = job.snapshot();
    }
    try (BudgetHarness job = BudgetHarness.restore(snapshot)) {
      job.send(BudgetHarness.spent(START + 2, 5, START - 5_000));
      job.send(Money.campaign(2, 2 * BUDGET, START, END));
      job.wait(2_000);
      assertThat(job.statuses()).isEmpty();
      job.send(BudgetHarness.spent(START + 3, 5, START + 2_000));
      job.wait(500);
      assertThat(job.last().getSpentMicros()).isEqualTo(15);
      assertThat(job.last().getBudgetMicros()).isEqualTo(2 * BUDGET);
    }
    try (BudgetHarness job = BudgetHarness.restore(snapshot)) {
      job.send(Money.campaign(2, 2 * BUDGET, START, END));
      job.wait(4_000);
      assertThat(job.last().getSpentMicros()).as("nothing to catch up with").isEqualTo(5);
    }
  }
}
