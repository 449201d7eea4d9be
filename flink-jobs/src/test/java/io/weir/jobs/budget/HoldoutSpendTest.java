package io.weir.jobs.budget;

import static io.weir.jobs.budget.Money.BUDGET;
import static io.weir.jobs.budget.Money.END;
import static io.weir.jobs.budget.Money.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.budget.state.LedgerEntry;
import org.junit.jupiter.api.Test;

/** What clients hold against a campaign's cap. */
class HoldoutSpendTest {
  private static final long HOUR = 3_600_000;

  @Test
  void theHoldoutsSpendIsToldByPeriod() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      LedgerEntry early = BudgetHarness.spent(START + HOUR, 100, START + HOUR);
      early.setHoldoutSpentMicros(30L);
      job.send(early);
      LedgerEntry late = BudgetHarness.spent(END + HOUR, 9, END + HOUR);
      late.setHoldoutSpentMicros(9L);
      job.send(late);
      job.wait(1_000);
      assertThat(job.last().getSpentMicros()).isEqualTo(100);
      assertThat(job.last().getHoldoutSpentMicros()).isEqualTo(30);
      job.send(Money.campaign(2, BUDGET, END, END + 24 * HOUR));
      assertThat(job.last().getHoldoutSpentMicros()).isEqualTo(9);
    }
  }
}
