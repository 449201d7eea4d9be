package io.weir.jobs.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.SavepointFiles;
import io.weir.schemas.Assignment;
import io.weir.schemas.BudgetStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Savepoints of every release resume in this one, at another parallelism: the ledger, what was
 * counted already, and what is promised. To add one at a release, run {@link #writesASavepoint}
 * with {@code -Dweir.savepoint.release=VERSION}.
 */
class SavepointITCase {
  private static final Path DIRECTORY = Path.of("src/test/resources/savepoints/budget");
  // Fixed, as the savepoint is: 2026-01-01T00:00:00Z, in the middle of its period.
  private static final long T = 1_767_225_600_000L;
  private static final long START = T - 43_200_000;
  private static final long END = T + 43_200_000;
  private static final long BUDGET = 1_000_000_000;

  @Test
  @EnabledIfSystemProperty(named = "weir.savepoint.release", matches = ".+")
  void writesASavepoint(@TempDir Path directory) throws Exception {
    try (BudgetFixture job = BudgetFixture.start(directory, 0)) {
      job.send(Money.campaign(Money.CAMPAIGN, 1, BUDGET, START, END));
      job.send(Money.price(Money.CAMPAIGN, 3, 1));
      job.flush();
      JobID id = job.submit(null, 1);
      job.send(treatment("redeemed"));
      job.send(outcome("o1", "redeemed", 300));
      job.send(treatment("promised"));
      job.send(outcome("o2", "untreated", 50));
      // Of a campaign that nobody knows yet.
      job.send(Money.outcome("summer", "o3", "early", T + 2, 7));
      job.flush();
      awaitSpent(job, Map.of(Money.CAMPAIGN, 350L));
      SavepointFiles.keep(
          job.flink.stop(id, false),
          DIRECTORY.resolve(System.getProperty("weir.savepoint.release")));
    }
  }

  static List<Path> savepoints() throws IOException {
    return SavepointFiles.of(DIRECTORY);
  }

  @ParameterizedTest
  @MethodSource("savepoints")
  void resumes(Path savepoint, @TempDir Path directory) throws Exception {
    try (BudgetFixture job = BudgetFixture.start(directory, 0)) {
      JobID id = job.submit(savepoint.toAbsolutePath(), BudgetFixture.PARTITIONS);
      job.flink.awaitCheckpoint(id);
      job.send(outcome("o1", "redeemed", 300)); // counted before
      job.send(outcome("o4", "promised", 1_000));
      job.send(Money.campaign("summer", 1, BUDGET, START, END));
      job.flush();
      Map<String, BudgetStatus> last =
          awaitSpent(job, Map.of(Money.CAMPAIGN, 1_350L, "summer", 7L));
      BudgetStatus spring = last.get(Money.CAMPAIGN);
      assertThat(spring.getSpentMicros()).isEqualTo(1_350);
      assertThat(spring.getCommittedMicros()).isZero(); // what was promised has been redeemed
      assertThat(spring.getBudgetMicros()).isEqualTo(BUDGET);
      assertThat(spring.getModelVersion()).isEqualTo(3);
      assertThat(spring.getPacedDualPrice()).isFinite().isPositive();
      assertThat(last.get("summer").getSpentMicros()).isEqualTo(7);
      job.flink.stop(id, true);
    }
  }

  private static io.weir.schemas.Treatment treatment(String id) {
    return Money.treatment(Money.CAMPAIGN, id, T, Assignment.POLICY, 400_000L);
  }

  private static io.weir.schemas.Outcome outcome(String outcomeId, String id, long costMicros) {
    return Money.outcome(outcomeId, id, T + 2, costMicros);
  }

  private static Map<String, BudgetStatus> awaitSpent(
      BudgetFixture job, Map<String, Long> spentMicros) {
    return job.awaitStatus(
        last ->
            spentMicros.entrySet().stream()
                .allMatch(
                    spent ->
                        last.containsKey(spent.getKey())
                            && last.get(spent.getKey()).getSpentMicros() == spent.getValue()));
  }
}
