package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.SavepointFiles;
import io.weir.learner.Fixtures;
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

  private static final int SAMPLES_LATER = 3_000;

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
      job.send(Fixtures.samples("later", SAMPLES_LATER, 62).subList(40, SAMPLES_LATER));
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
      assertThat(seen(first)).isBetween(BEFORE - 300.0, (double) ALL);
      assertThat(numbers.get("prequentialValueSamples")).isGreaterThan(100);
      assertThat(numbers).containsKeys("twoStageValue", "oldPolicyValue", "windowRows");
      assertThat(numbers.get("holdoutUnits")).isGreaterThan(300);
      // Event time is past all of this campaign's samples, so slides close by it and not at fixed
      // counts. In the end all have been counted, those held back in the savepoint too, and once.
      assertThat(models).anyMatch(model -> model.getCampaignId().equals("later"));
      job.send(Fixtures.samples("c", ALL + 600, 61).subList(ALL, ALL + 600));
      job.read(
          DualPrice.class,
          LearningJobFixture.TOPICS.dualPrices(),
          read ->
              read.stream()
                  .anyMatch(p -> p.getCampaignId().equals("later") && seen(p) == SAMPLES_LATER));
    }
  }

  /** Samples of all kinds that the learner had taken when a price was published. */
  private static double seen(DualPrice price) {
    Map<String, Double> numbers = price.getDiagnostics();
    return numbers.get("samplesRandomized")
        + numbers.get("samplesPolicy")
        + numbers.get("samplesOverride");
  }
}
