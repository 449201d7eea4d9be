package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.SavepointFiles;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Savepoints of every release resume in this one. To add one at a release, run {@link
 * #writesASavepoint} with {@code -Dweir.savepoint.release=VERSION}.
 */
class SavepointITCase {
  private static final Path DIRECTORY = Path.of("src/test/resources/savepoints/learning");

  /** Samples before the savepoint: a model serves, another waits, and a solve is under way. */
  private static final int BEFORE = 2_410;

  private static final int ALL = 4_500;

  private static List<Sample> samples() {
    return Fixtures.samples("c", ALL, 61);
  }

  private static Map<String, String> options() {
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    options.put("gate.mode", "LOWER_BOUND");
    options.put("gate.min-evidence", "60");
    options.put("budget.per-impression-micros", "800000");
    options.put("rival", "BOTH");
    return options;
  }

  @Test
  @EnabledIfSystemProperty(named = "weir.savepoint.release", matches = ".+")
  void writesASavepoint(@TempDir Path directory) throws Exception {
    try (LearningJobFixture job = LearningJobFixture.start(directory)) {
      job.send(Fixtures.campaign("c", 1, options()));
      job.flush();
      JobID id = job.submit(null);
      job.flink.awaitCheckpoint(id);
      job.send(samples().subList(0, BEFORE));
      // Samples of a campaign that is not known yet are part of it too.
      job.send(Fixtures.samples("later", 40, 62));
      Thread.sleep(10_000);
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
    try (LearningJobFixture job = LearningJobFixture.start(directory)) {
      JobID id = job.submit(savepoint.toAbsolutePath());
      job.flink.awaitCheckpoint(id);
      job.send(samples().subList(BEFORE, ALL));
      job.send(Fixtures.campaign("later", 1, options()));
      job.send(Fixtures.samples("later", 3_000, 62).subList(40, 3_000));
      List<Model> models =
          job.read(
              Model.class,
              LearningJobFixture.TOPICS.models(),
              read ->
                  read.stream().anyMatch(m -> m.getCampaignId().equals("later"))
                      && read.stream().anyMatch(m -> m.getCampaignId().equals("c")));
      List<DualPrice> prices =
          job.read(
              DualPrice.class,
              LearningJobFixture.TOPICS.dualPrices(),
              read -> read.stream().filter(p -> p.getCampaignId().equals("c")).count() >= 5);
      Model next =
          models.stream().filter(m -> m.getCampaignId().equals("c")).findFirst().orElseThrow();
      // It goes on where it stood: versions, counts and intervals were not begun anew.
      assertThat(next.getModelVersion()).isGreaterThan(1);
      assertThat(next.getProvenance()).containsEntry("generation", "1");
      DualPrice first =
          prices.stream().filter(p -> p.getCampaignId().equals("c")).findFirst().orElseThrow();
      assertThat(first.getPriceVersion()).isGreaterThan(3);
      Map<String, Double> numbers = first.getDiagnostics();
      double seen =
          numbers.get("samplesRandomized")
              + numbers.get("samplesPolicy")
              + numbers.get("samplesOverride");
      assertThat(seen).isBetween(BEFORE - 300.0, (double) ALL);
      assertThat(numbers.get("prequentialValueSamples")).isGreaterThan(100);
      assertThat(numbers).containsKeys("twoStageValue", "oldPolicyValue", "windowRows");
      assertThat(numbers.get("holdoutUnits")).isGreaterThan(300);
      Model later =
          models.stream().filter(m -> m.getCampaignId().equals("later")).findFirst().orElseThrow();
      long learned =
          Long.parseLong(later.getProvenance().get("samplesRandomized"))
              + Long.parseLong(later.getProvenance().get("samplesPolicy"))
              + Long.parseLong(later.getProvenance().get("samplesOverride"));
      // Partitions are read in any order, so how many came before the slide is not fixed.
      assertThat(learned).isBetween(1L, 3_000L);
    }
  }
}
