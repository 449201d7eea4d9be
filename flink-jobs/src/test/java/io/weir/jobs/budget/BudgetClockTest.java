package io.weir.jobs.budget;

import static io.weir.jobs.budget.Money.BUDGET;
import static io.weir.jobs.budget.Money.CAMPAIGN;
import static io.weir.jobs.budget.Money.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Treatment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one wrong clock among the producers does to the price. */
class BudgetClockTest {
  private static final long HOUR = 3_600_000;
  private static final long BIT_FLIP = 1L << 35;

  /** What both stages make of treatments, each written when it says, or at a time of its own. */
  private static List<LedgerEntry> entries(List<Treatment> treatments, long wallMillis)
      throws Exception {
    try (SpendHarness stage = SpendHarness.at(wallMillis)) {
      stage.send(Money.campaign(1));
      for (Treatment treatment : treatments) {
        stage.send(treatment);
      }
      return new ArrayList<>(stage.entries());
    }
  }

  /**
   * A status after an hour of even traffic, with a wrong treatment in its midst if one is given.
   */
  private static BudgetStatus afterAnHour(Long wrongBy, long wallMillis) throws Exception {
    List<Treatment> treatments = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      long at = START + i * 6_000L;
      treatments.add(Money.treatment("i" + i, at, BUDGET / 14_400));
      if (wrongBy != null && i == 300) {
        treatments.add(Money.treatment("wrong", at + wrongBy, BUDGET / 14_400));
      }
    }
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      job.send(Money.price(CAMPAIGN, 4, 1));
      int sent = 0;
      for (LedgerEntry entry : entries(treatments, wallMillis)) {
        job.send(entry);
        if (++sent % 20 == 0) {
          job.wait(1_000);
        }
      }
      job.wait(1_000);
      return job.last();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {HOUR, 22 * HOUR + 54 * 60_000, -HOUR, -BIT_FLIP, 1L << 24, 1L << 21})
  void oneWrongTimeMovesNeitherPriceNorProjection(long wrongBy) throws Exception {
    // Read as it is written, and as the backlog of a week.
    for (long wall : new long[] {START + HOUR, START + 168 * HOUR}) {
      BudgetStatus right = afterAnHour(null, wall);
      BudgetStatus wrong = afterAnHour(wrongBy, wall);
      assertThat(wrong.getPacedDualPrice() / right.getPacedDualPrice()).isBetween(0.98, 1.02);
      assertThat((double) wrong.getProjectedMicros() / right.getProjectedMicros())
          .isBetween(0.98, 1.02);
    }
  }

  @Test
  void theClockOfEventsPassesNoWallClock() throws Exception {
    List<Treatment> ahead = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      ahead.add(Money.treatment("i" + i, START + 20 * HOUR + i, 1L));
    }
    assertThat(entries(ahead, START + HOUR))
        .filteredOn(entry -> entry.getEvents() > 0)
        .allMatch(entry -> entry.getSecond() * 1_000 == START + HOUR);
  }
}
