package io.weir.jobs.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.schemas.Assignment;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.PacingState;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job: Kafka in and out, RocksDB, checkpoints, failures. */
class BudgetJobITCase {
  private static final long START = System.currentTimeMillis() / 60_000 * 60_000 - 6 * 3_600_000;
  private static final long END = START + 86_400_000;
  private static final int CAMPAIGNS = 3;

  /** Sends traffic and keeps the account that the ledger has to come to. */
  private static final class Producer {
    final Map<String, Long> spent = new HashMap<>();
    private final BudgetFixture job;
    private final Random random = new Random(7);
    private int next;
    long clock = START;

    Producer(BudgetFixture job) {
      this.job = job;
    }

    void send(int impressions) {
      for (int i = 0; i < impressions; i++) {
        int number = next++;
        clock += 1 + random.nextInt(40);
        // One campaign has most of the traffic.
        String campaign = "c" + (random.nextInt(10) < 8 ? 0 : random.nextInt(CAMPAIGNS));
        String id = "i" + number;
        boolean holdout = random.nextInt(10) == 0;
        if (random.nextInt(50) != 0) {
          var treatment =
              Money.treatment(
                  campaign,
                  id,
                  clock,
                  holdout ? Assignment.RANDOMIZED : Assignment.POLICY,
                  holdout ? null : (Long) 400_000L);
          job.send(treatment);
          if (random.nextInt(20) == 0) {
            job.send(treatment);
          }
        }
        for (int k = random.nextInt(3); k > 0; k--) {
          long cost = random.nextInt(2_000_000);
          var outcome =
              Money.outcome(campaign, id + "-" + k, id, clock + random.nextInt(60_000), cost);
          job.send(outcome);
          spent.merge(campaign, cost, Long::sum);
          if (random.nextInt(20) == 0) {
            job.send(outcome);
          }
          if (random.nextInt(20) == 0) {
            var refund =
                Money.outcome(campaign, id + "-r" + k, id, clock + 90_000, -(cost - cost / 3));
            refund.setCorrectsOutcomeId(id + "-" + k);
            job.send(refund);
            spent.merge(campaign, refund.getCostMicros(), Long::sum);
          }
        }
      }
      job.flush();
    }

    /** Sends what must change nothing: amounts, times and configurations at their limits. */
    void sendHostile() {
      long[] amounts = {
        Long.MAX_VALUE, Long.MAX_VALUE / 2, 1L << 60, 3L << 60, -1, -(1L << 60), Long.MIN_VALUE
      };
      for (int i = 0; i < amounts.length; i++) {
        String id = "hostile" + next + "-" + i;
        job.send(Money.outcome("c0", id, id, clock, amounts[i]));
        job.send(Money.treatment("c0", id, clock, Assignment.POLICY, amounts[i]));
        var correction = Money.outcome("c0", id + "-r", "i1", clock, amounts[i]);
        correction.setCorrectsOutcomeId("i1-1");
        if (Math.abs(amounts[i]) > 1) {
          job.send(correction);
        }
      }
      long ahead = System.currentTimeMillis() + 82_440_000;
      job.send(Money.treatment("c0", "ahead" + next, ahead, Assignment.POLICY, 1L));
      job.send(Money.campaign("endless", 1, 1, START, Long.MAX_VALUE));
      var yen = Money.campaign("c1", 2, 160_000_000_000L, START, END);
      yen.getBudget().setCurrency("JPY");
      job.send(yen);
    }

    boolean isBooked(Map<String, BudgetStatus> last) {
      return last.keySet().containsAll(spent.keySet())
          && spent.entrySet().stream()
              .allMatch(e -> last.get(e.getKey()).getSpentMicros() == e.getValue());
    }

    void assertBooked() {
      Map<String, BudgetStatus> last = job.awaitStatus(this::isBooked);
      Map<String, Long> booked = new HashMap<>();
      last.forEach((campaign, status) -> booked.put(campaign, status.getSpentMicros()));
      assertThat(booked).isEqualTo(spent);
    }
  }

  @Test
  void theLedgerIsTheProducersOwnSumAfterKillsAndAnUpgrade(@TempDir Path directory)
      throws Exception {
    try (BudgetFixture job = BudgetFixture.start(directory, 10)) {
      for (int c = 0; c < CAMPAIGNS; c++) {
        job.send(Money.campaign("c" + c, 1, 100_000_000_000_000L, START, END));
        job.send(Money.price("c" + c, 3, 1));
      }
      job.flush();
      Producer producer = new Producer(job);
      JobID id = job.submit(null, 1);
      producer.send(4_000);
      producer.sendHostile();
      job.flink.awaitCheckpoint(id);
      producer.send(4_000);
      job.flink.killTaskManager();
      producer.send(4_000);
      job.flink.awaitCheckpoint(id);
      producer.send(2_000);
      job.flink.killTaskManager();
      producer.send(4_000);
      producer.assertBooked();

      String savepoint = job.flink.stop(id, false);
      producer.send(4_000);
      JobID again = job.submit(Path.of(URI.create(savepoint)), 2, "--json-topics");
      job.flink.awaitCheckpoint(again);
      producer.send(4_000);
      producer.assertBooked();
      job.send(Money.campaign("c0", 2, 1, START, END));
      job.flush();
      Map<String, BudgetStatus> last =
          job.awaitStatus(
              s -> s.containsKey("c0") && s.get("c0").getState() == PacingState.EXHAUSTED);
      assertThat(last.get("c0").getPacedDualPrice()).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(last.get("c0").getBudgetMicros()).isEqualTo(1);
      assertThat(last).as("refused").doesNotContainKey("endless");
      assertThat(last.get("c1").getCurrency()).isEqualTo("EUR");
      assertThat(last.get("c1").getCampaignVersion()).isEqualTo(1);
      assertThat(last.get("c1").getArms()).isNotEmpty();
      assertThat(last.get("c1").getModelVersion()).isEqualTo(3);
      assertThat(last.get("c1").getPacedDualPrice()).isFinite().isPositive();
      assertThat(job.awaitExhaustedJson("c0").at("/budgetMicros").asLong()).isEqualTo(1);
      String beforeWithout = job.flink.stop(again, false);
      JobID without = job.submit(Path.of(URI.create(beforeWithout)), 1);
      producer.send(500);
      producer.assertBooked();
      job.flink.stop(without, true);
    }
  }
}
