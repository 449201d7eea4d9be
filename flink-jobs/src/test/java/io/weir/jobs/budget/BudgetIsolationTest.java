package io.weir.jobs.budget;

import static io.weir.jobs.budget.Money.BUDGET;
import static io.weir.jobs.budget.Money.CAMPAIGN;
import static io.weir.jobs.budget.Money.END;
import static io.weir.jobs.budget.Money.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.pacing.Pacer;
import io.weir.core.pacing.PacingMethod;
import io.weir.core.pacing.PriceLadder;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.jobs.budget.ledger.LedgerEntries;
import io.weir.jobs.budget.state.LedgerEntry;
import io.weir.jobs.common.deadletter.DeadLetterReason;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** One campaign's fault, money or configuration is its own. */
class BudgetIsolationTest {
  private static final String POISONED = "poisoned";
  private static final double POISON = 13;
  private static final AtomicInteger FAULTS = new AtomicInteger();

  /** Paces as the job does; a ladder with a certain price makes it fail where it is read. */
  private static Pacer pacer(PriceLadder ladder) {
    Pacer paced = PacingMethod.COMBINED.start(ladder);
    if (ladder.smallestPositivePrice() != POISON) {
      return paced;
    }
    return new Pacer() {
      @Override
      public void publish(PriceLadder published) {
        paced.publish(published);
      }

      @Override
      public void observe(double impressions, double promised, double target, double expected) {
        paced.observe(impressions, promised, target, expected);
      }

      @Override
      public double price(double budgetPerImpression) {
        FAULTS.incrementAndGet();
        throw new IllegalStateException("a fault of this campaign alone");
      }

      @Override
      public void write(StateOutput out) throws IOException {
        paced.write(out);
      }

      @Override
      public void read(StateInput in) throws IOException {
        paced.read(in);
      }
    };
  }

  private static BudgetFunction function() {
    return new BudgetFunction(
        BudgetHarness.options("--catch-up-limit=0s"), BudgetIsolationTest::pacer);
  }

  private static DualPrice poison() {
    DualPrice price = Money.price(POISONED, 5, 2);
    price.getLadder().forEach(step -> step.setDualPrice(POISON));
    return price;
  }

  private static LedgerEntry spent(String campaignId, long micros) {
    LedgerEntry entry = BudgetHarness.spent(START + 1, micros, START + 1);
    entry.setCampaignId(campaignId);
    return entry;
  }

  private static long count(BudgetHarness job, String campaignId) {
    return job.statuses().stream().filter(s -> s.getCampaignId().equals(campaignId)).count();
  }

  @Test
  void aFaultSetsItsCampaignAsideAndNobodyElse() throws Exception {
    OperatorSubtaskState snapshot;
    FAULTS.set(0);
    try (BudgetHarness job = BudgetHarness.start(null, function())) {
      job.send(Money.campaign(POISONED, 1, BUDGET, START, END));
      job.send(Money.campaign(1));
      job.send(Money.price(CAMPAIGN, 4, 1));
      job.send(poison());
      long before = count(job, POISONED);
      for (int i = 0; i < 20; i++) {
        job.send(spent(POISONED, 1));
        job.send(spent(CAMPAIGN, 1));
        job.wait(1_000);
      }
      assertThat(FAULTS).hasValue(1);
      assertThat(count(job, POISONED)).as("its last good status stays").isEqualTo(before);
      assertThat(job.last(CAMPAIGN).getSpentMicros()).isEqualTo(20);
      assertThat(job.letters()).hasSize(1);
      DeadLetter letter = job.letters().get(0);
      assertThat(letter.getReason()).isEqualTo(DeadLetterReason.CAMPAIGN_SET_ASIDE.name());
      assertThat(letter.getDetail())
          .contains(POISONED)
          .contains("a fault of this campaign alone")
          .contains("BudgetIsolationTest");
      snapshot = job.snapshot();
    }
    try (BudgetHarness job = BudgetHarness.start(snapshot, function())) {
      job.send(spent(POISONED, 5));
      job.wait(60_000);
      assertThat(FAULTS).as("a restart does not meet it again").hasValue(1);
      assertThat(job.letters()).isEmpty();
      // What was wrong is mended, and the next version starts pacing anew.
      DualPrice good = Money.price(POISONED, 6, 3);
      job.send(good);
      job.send(Money.campaign(POISONED, 2, BUDGET, START, END));
      job.wait(1_000);
      assertThat(job.last(POISONED).getSpentMicros()).as("money was counted on").isEqualTo(25);
      assertThat(job.last(POISONED).getPacedDualPrice()).isFinite().isPositive();
      assertThat(job.last(POISONED).getModelVersion()).isEqualTo(6);
    }
  }

  @Test
  void moneyBeyondAnyPeriodStopsItsCampaignAlone() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(POISONED, 1, BUDGET, START, END));
      job.send(Money.campaign(1));
      for (long micros : new long[] {LedgerEntries.GROSS_MOST - 7, 7, 8, Long.MAX_VALUE, 1}) {
        job.send(spent(POISONED, micros));
        job.send(spent(CAMPAIGN, 1));
        job.wait(1_000);
      }
      assertThat(job.last(POISONED).getSpentMicros()).isEqualTo(LedgerEntries.GROSS_MOST);
      assertThat(job.last(CAMPAIGN).getSpentMicros()).isEqualTo(5);
      assertThat(job.letters()).hasSize(1);
      // The next period starts with its own.
      job.send(Money.campaign(POISONED, 2, BUDGET, END, END + 86_400_000));
      assertThat(job.last(POISONED).getSpentMicros()).isZero();
      assertThat(job.last(POISONED).getPreviousPeriodSpentMicros())
          .isEqualTo(LedgerEntries.GROSS_MOST);
    }
  }

  @Test
  void aPeriodWithoutAnEndStopsNobody() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(POISONED, 1, BUDGET, START, Long.MAX_VALUE));
      job.send(Money.campaign("ages", 1, BUDGET, Long.MIN_VALUE, Long.MAX_VALUE));
      job.send(Money.campaign("years", 1, BUDGET, START, START + 3_650 * 86_400_000L));
      job.send(Money.campaign(1));
      for (String id : new String[] {POISONED, "ages", "years", CAMPAIGN}) {
        job.send(Money.price(id, 4, 1));
        job.send(spent(id, 100));
      }
      job.wait(10_000);
      for (String id : new String[] {POISONED, "ages", "years", CAMPAIGN}) {
        assertThat(job.last(id).getSpentMicros()).isEqualTo(100);
        assertThat(job.last(id).getPacedDualPrice()).isNotNaN();
      }
      assertThat(job.letters()).isEmpty();
    }
  }

  @Test
  void budgetsAndPredictionsAtTheirExtremesStopNobody() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      long[] extremes = {0, 1, 1L << 60, Long.MAX_VALUE};
      for (long extreme : extremes) {
        String id = "b" + extreme;
        job.send(Money.campaign(id, 1, extreme, START, END));
        job.send(Money.price(id, 4, 1));
        LedgerEntry promise = spent(id, 0);
        promise.setPolicyTreatments(100L);
        promise.setPromises(100L);
        promise.setPromisedMicros(LedgerEntries.GROSS_MOST / 2);
        promise.setCommittedMicros(LedgerEntries.GROSS_MOST / 2);
        promise.setGrossMicros(LedgerEntries.GROSS_MOST);
        job.send(promise);
      }
      job.send(Money.campaign(1));
      job.send(spent(CAMPAIGN, 3));
      job.wait(10_000);
      assertThat(job.last(CAMPAIGN).getSpentMicros()).isEqualTo(3);
      for (long extreme : extremes) {
        assertThat(job.last("b" + extreme).getBudgetMicros()).isEqualTo(extreme);
        assertThat(job.last("b" + extreme).getPacedDualPrice()).isNotNaN();
      }
    }
  }

  @Test
  void aCurrencyHoldsAsLongAsItsPeriod() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      job.spend(START + 1, 400_000_000);
      job.wait(1_000);
      Campaign yen = Money.campaign(2, 160_000_000_000L, START, END);
      yen.getBudget().setCurrency("JPY");
      job.send(yen);
      job.wait(6_000);
      assertThat(job.last().getBudgetMicros()).isEqualTo(BUDGET);
      assertThat(job.last().getCurrency()).isEqualTo("EUR");
      assertThat(job.last().getCampaignVersion()).isEqualTo(1);
      assertThat(job.letters()).hasSize(1);
      assertThat(job.letters().get(0).getReason())
          .isEqualTo(DeadLetterReason.INVALID_CAMPAIGN.name());
      assertThat(job.letters().get(0).getDetail()).contains("EUR").contains("JPY");
      // A change that keeps the currency goes through, and so does one with the next period.
      job.send(Money.campaign(3, 2 * BUDGET, START, END));
      assertThat(job.last().getBudgetMicros()).isEqualTo(2 * BUDGET);
      Campaign next = Money.campaign(4, 160_000_000_000L, END, END + 86_400_000);
      next.getBudget().setCurrency("JPY");
      job.send(next);
      assertThat(job.last().getCurrency()).isEqualTo("JPY");
      assertThat(job.last().getSpentMicros()).isZero();
    }
  }

  @Test
  void aMoveNeverShowsLessThanWasSpent() throws Exception {
    try (SpendHarness stage = SpendHarness.start();
        BudgetHarness job = BudgetHarness.start()) {
      stage.send(Money.campaign(1));
      job.send(Money.campaign(1));
      for (int i = 0; i < 200; i++) {
        stage.send(Money.outcome("o" + i, "i" + i, START + 5_000 + i * 700, 10));
      }
      for (int i = 0; i < 200; i++) {
        stage.send(Money.treatment("i" + i, START + i * 600, 4L));
      }
      for (LedgerEntry entry : stage.entries()) {
        job.send(entry);
        job.wait(500);
      }
      long spent = 0;
      for (BudgetStatus status : job.statuses()) {
        assertThat(status.getSpentMicros()).isGreaterThanOrEqualTo(spent);
        spent = status.getSpentMicros();
      }
      assertThat(spent).isEqualTo(2_000);
    }
  }

  @Test
  void showsSpendAndTreatmentsByArmWithRefunds() throws Exception {
    try (SpendHarness stage = SpendHarness.start();
        BudgetHarness job = BudgetHarness.start()) {
      stage.send(Money.campaign(1));
      job.send(Money.campaign(1));
      stage.send(Money.treatment("i", START + 1, 4L));
      stage.send(Money.treatment("j", START + 61_000, 4L));
      stage.send(Money.outcome("o", "i", START + 2, 500));
      stage.send(Money.correction("r", "o", "i", START + 3, -200));
      stage.send(Money.outcome("lonely", "k", START + 3, 7));
      for (LedgerEntry entry : stage.entries()) {
        job.send(entry);
      }
      job.wait(1_000);
      assertThat(job.last().getSpentMicros()).isEqualTo(307);
      assertThat(job.last().getArms()).hasSize(1);
      var ten = job.last().getArms().get(0);
      assertThat(Map.of("treated", ten.getTreated(), "spent", ten.getSpentMicros()))
          .isEqualTo(Map.of("treated", 2L, "spent", 300L));
      assertThat(ten.getRefundedMicros()).isEqualTo(200);
      // A period from the second minute on has the second treatment alone.
      job.send(Money.campaign(2, BUDGET, START + 60_000, END));
      assertThat(job.last().getArms().get(0).getTreated()).isEqualTo(1);
    }
  }
}
