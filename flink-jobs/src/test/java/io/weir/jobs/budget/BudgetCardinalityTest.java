package io.weir.jobs.budget;

import static io.weir.jobs.budget.Money.BUDGET;
import static io.weir.jobs.budget.Money.END;
import static io.weir.jobs.budget.Money.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.budget.ledger.LedgerEntries;
import io.weir.jobs.budget.state.LedgerEntry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

/** What many campaigns cost, configured ones and those that a hostile producer makes up. */
class BudgetCardinalityTest {
  private static final int VALID = 1_000;
  private static final int HOSTILE = 10_000;

  private static LedgerEntry treated(String campaignId, long atMillis, int arm) {
    LedgerEntry entry = BudgetHarness.spent(atMillis, 1_000, atMillis);
    entry.setCampaignId(campaignId);
    entry.setSpentByArm(Map.of("arm" + arm, 1_000L));
    entry.setTreatedByArm(Map.of("arm" + arm, 1L));
    entry.setSettledByArm(Map.of("arm" + arm, 1L));
    return entry;
  }

  @Test
  void aThousandCampaignsAndTenThousandMadeUpOnesStaySmall() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      for (int c = 0; c < VALID; c++) {
        String id = "campaign" + c;
        job.send(Money.campaign(id, 1, BUDGET, START, END));
        job.send(Money.price(id, 4, 1));
        for (int minute = 0; minute < 10; minute++) {
          job.send(treated(id, START + minute * 60_000L, minute % 2));
        }
      }
      long valid = job.snapshot().getStateSize();
      for (int c = 0; c < HOSTILE; c++) {
        job.send(treated("made up " + c, START + c, c));
      }
      long hostile = job.snapshot().getStateSize() - valid;
      assertThat(valid / VALID).isLessThan(8_000);
      assertThat(hostile / HOSTILE).isLessThan(1_000);
      job.wait(1_000);
      assertThat(job.last("campaign999").getSpentMicros()).isEqualTo(10_000);
      for (int hour = 0; hour < 26; hour++) {
        job.jump(3_600_000);
      }
      assertThat(job.snapshot().getStateSize())
          .as("made-up ones are forgotten")
          .isLessThan(valid + valid / 4);
    }
  }

  @Test
  void armsFromOutsideAreBounded() throws Exception {
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign("c", 1, BUDGET, START, END));
      for (int arm = 0; arm < 3_000; arm++) {
        job.send(treated("c", START, arm));
      }
      job.wait(1_000);
      assertThat(job.last("c").getArms()).hasSizeLessThanOrEqualTo(LedgerEntries.ARMS_MOST + 1);
      assertThat(job.last("c").getArms().stream().mapToLong(a -> a.getSpentMicros()).sum())
          .isEqualTo(job.last("c").getSpentMicros())
          .isEqualTo(3_000_000);
    }
  }

  @Test
  void labelsOfMetricsAreBounded() throws Exception {
    Set<String> labels = new HashSet<>();
    MetricGroup group =
        new UnregisteredMetricsGroup() {
          @Override
          public MetricGroup addGroup(String key, String value) {
            labels.add(value);
            return this;
          }
        };
    BudgetMetrics metrics = new BudgetMetrics(group);
    try (BudgetHarness job = BudgetHarness.start()) {
      job.send(Money.campaign(1));
      for (int c = 0; c < HOSTILE; c++) {
        var status = job.last();
        status.setCampaignId("campaign" + c);
        metrics.published(status, 1, 0);
        metrics.refused("campaign" + c);
      }
    }
    assertThat(labels).hasSizeLessThanOrEqualTo(BudgetMetrics.CAMPAIGNS_MAX + 1);
  }
}
