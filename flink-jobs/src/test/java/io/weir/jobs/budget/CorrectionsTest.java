package io.weir.jobs.budget;

import static io.weir.jobs.budget.Money.END;
import static io.weir.jobs.budget.Money.START;
import static io.weir.jobs.budget.Money.correction;
import static io.weir.jobs.budget.Money.outcome;
import static io.weir.jobs.budget.Money.treatment;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.schemas.Assignment;
import io.weir.schemas.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Money that comes back. */
class CorrectionsTest {
  private static final long SECOND = START / 1000;
  private static final long DAY = 86_400_000;

  @Test
  void aRefundStandsWhereTheTreatmentStandsHoweverLateItComes() throws Exception {
    try (SpendHarness stage = SpendHarness.start("--correction-horizon=30d")) {
      stage.send(Money.campaign(1));
      stage.send(treatment("i", START + 1_000, 400L));
      stage.send(outcome("o", "i", START + 2_000, 500));
      stage.watermark(END + 20 * DAY);
      stage.send(correction("r", "o", "i", END + 20 * DAY, -200));
      stage.send(correction("r", "o", "i", END + 20 * DAY, -200));
      LedgerEntry total = stage.total();
      assertThat(stage.spentBySecond()).isEqualTo(Map.of(SECOND + 1, 300L));
      assertThat(total.getSpentByArm()).isEqualTo(Map.of("ten", 300L));
      assertThat(total.getRefundedByArm()).isEqualTo(Map.of("ten", 200L));
      assertThat(total.getSettledByArm()).isEqualTo(Map.of("ten", 1L));
      assertThat(total.getCommittedMicros()).isZero();
      assertThat(total.getRedeemedByAge().stream().mapToLong(m -> m).sum()).isEqualTo(300);
      stage.watermark(END + 51 * DAY);
      assertThat(stage.stateEntries()).isZero();
      assertThat(stage.timers()).isZero();
      stage.send(correction("too late", "o", "i", END + 51 * DAY, -200));
      assertThat(stage.total().getSpentMicros()).isEqualTo(300);
    }
  }

  @Test
  void noMoreComesBackThanWasSpent() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(treatment("i", START, 400L));
      stage.send(outcome("o", "i", START + 2_000, 500));
      stage.send(outcome("p", "i", START + 2_000, 500));
      stage.send(correction("all", "o", "i", START + 3_000, -500));
      stage.send(correction("again", "o", "i", START + 4_000, -1));
      stage.send(correction("of a correction", "all", "i", START + 5_000, 500));
      assertThat(stage.total().getSpentMicros()).isEqualTo(500);
      stage.send(correction("dearer", "o", "i", START + 6_000, 70));
      assertThat(stage.total().getSpentMicros()).isEqualTo(570);
    }
  }

  @Test
  void aCorrectionWaitsForItsOutcomeOverARestart() throws Exception {
    OperatorSubtaskState snapshot;
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(correction("r", "o", "i", START + 3_000, -200));
      stage.send(correction("excessive", "o", "i", START + 3_000, -301));
      assertThat(stage.total().getSpentMicros()).isZero();
      snapshot = stage.snapshot();
    }
    try (SpendHarness stage = SpendHarness.restore(snapshot)) {
      stage.send(correction("r", "o", "i", START + 3_000, -200));
      stage.send(outcome("o", "i", START + 2_000, 500));
      assertThat(stage.spentBySecond()).isEqualTo(Map.of(SECOND + 2, 300L));
      stage.send(treatment("i", START, 400L));
      assertThat(stage.spentBySecond()).isEqualTo(Map.of(SECOND, 300L));
      assertThat(stage.total().getRefundedByArm()).isEqualTo(Map.of("ten", 200L));
      stage.watermark(END + 60_000);
      assertThat(stage.stateEntries()).isZero();
    }
  }

  @Test
  void aRefundOfTheHoldoutsMoneyIsTheHoldouts() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(treatment(Money.CAMPAIGN, "r", START, Assignment.RANDOMIZED, null));
      stage.send(outcome("o", "r", START + 1, 90));
      stage.send(correction("c", "o", "r", START + 2, -90));
      assertThat(stage.total().getHoldoutSpentMicros()).isZero();
      assertThat(stage.total().getOpenByArm()).isEmpty();
    }
  }

  @Test
  void whatTheOrderOfArrivalIsMakesNoDifference() throws Exception {
    List<Object> events = new ArrayList<>();
    events.add(treatment("i", START + 1_000, 400L));
    events.add(outcome("a", "i", START + 2_000, 500));
    events.add(outcome("b", "i", START + 65_000, 300));
    events.add(correction("c", "a", "i", START + 70_000, -500));
    events.add(correction("d", "b", "i", START + 71_000, 50));
    events.add(correction("e", "none", "i", START + 72_000, -50));
    Random random = new Random(3);
    for (int round = 0; round < 30; round++) {
      Collections.shuffle(events, random);
      try (SpendHarness stage = SpendHarness.start()) {
        stage.send(Money.campaign(1));
        for (Object event : events) {
          if (event instanceof Outcome outcome) {
            stage.send(outcome);
          } else {
            stage.send((io.weir.schemas.Treatment) event);
          }
        }
        assertThat(stage.spentBySecond()).isEqualTo(Map.of(SECOND + 1, 350L));
        assertThat(stage.total().getSpentByArm()).isEqualTo(Map.of("ten", 350L));
        assertThat(stage.total().getRefundedByArm()).isEqualTo(Map.of("ten", 500L));
        assertThat(stage.total().getCommittedMicros()).isZero();
      }
    }
  }

  @Test
  void anotherCurrencyThanTheCampaignsIsNotCounted() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(treatment("i", START, 400L));
      Outcome euros = outcome("e", "i", START + 1, 30);
      euros.setCurrency("EUR");
      Outcome yen = outcome("y", "i", START + 1, 4_000);
      yen.setCurrency("JPY");
      stage.send(euros);
      stage.send(yen);
      assertThat(stage.total().getSpentMicros()).isEqualTo(30);
    }
  }

  @Test
  void fortyThousandOutcomesOfOneIdCostTheSameEach() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      long most = 10_000_000_000_000L;
      for (int k = 0; k < 40_000; k++) {
        stage.send(outcome("o" + k, "organic", START + k, most));
        stage.send(outcome("o" + k, "organic", START + k, most));
      }
      stage.send(treatment("organic", START - 7_000, 400L));
      assertThat(stage.spentBySecond()).isEqualTo(Map.of(SECOND - 7, 40_000 * most));
      assertThat(stage.stateEntries()).isLessThanOrEqualTo(40_000);
      stage.watermark(END + 60_000);
      assertThat(stage.stateEntries()).isZero();
    }
  }

  @Test
  void bothHalvesOfAMoveAreInOneEntry() throws Exception {
    try (SpendHarness stage = SpendHarness.start()) {
      stage.send(Money.campaign(1));
      stage.send(outcome("o", "i", START + 60_000, 55));
      stage.send(outcome("p", "i", START + 61_000, 45));
      int before = stage.entries().size();
      stage.send(treatment("i", START + 5_000, 400L));
      List<LedgerEntry> sent = stage.entries().subList(before, stage.entries().size());
      assertThat(sent).filteredOn(e -> e.getSpentMicros() != 0).hasSize(1);
      assertThat(sent).noneMatch(e -> e.getSpentMicros() < 0);
    }
  }
}
