package io.weir.jobs.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.attribution.event.Events;
import io.weir.jobs.common.SavepointFiles;
import io.weir.schemas.Impression;
import io.weir.schemas.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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
  private static final Path DIRECTORY = Path.of("src/test/resources/savepoints/attribution");
  // Fixed, as the savepoint is: 2026-01-01T00:00:00Z.
  private static final long T = 1_767_225_600_000L;

  @Test
  @EnabledIfSystemProperty(named = "weir.savepoint.release", matches = ".+")
  void writesASavepoint(@TempDir Path directory) throws Exception {
    try (JobFixture job = JobFixture.start(directory, 0)) {
      job.send(Events.campaign(Events.CAMPAIGN, 1));
      job.flush();
      JobID id = job.submit(null, "--hold-limit=1h");
      job.send(Events.impression("joined", T));
      job.send(Events.treatment("joined", T + 1, "ten"));
      job.send(Events.outcome("o1", "joined", T + 2, 2.5, 300));
      job.send(Events.treatment("treatment-first", T + 1, "none"));
      Impression held = Events.impression("held", T);
      held.setCampaignId("summer");
      job.send(held);
      job.flush();
      Thread.sleep(10_000);
      String written = job.flink.stop(id, false);
      SavepointFiles.keep(written, DIRECTORY.resolve(System.getProperty("weir.savepoint.release")));
    }
  }

  static List<Path> savepoints() throws IOException {
    return SavepointFiles.of(DIRECTORY);
  }

  @ParameterizedTest
  @MethodSource("savepoints")
  void resumes(Path savepoint, @TempDir Path directory) throws Exception {
    try (JobFixture job = JobFixture.start(directory, 0)) {
      job.send(Events.campaign("summer", 1));
      job.flush();
      // What the savepoint holds back has waited since it was made, however long ago that is.
      JobID id = job.submit(savepoint.toAbsolutePath(), "--hold-limit=36500d");
      job.flink.awaitCheckpoint(id);
      job.send(Events.outcome("o1", "joined", T + 2, 2.5, 300));
      job.send(Events.outcome("o2", "joined", T + 3, 1.5, 30));
      job.send(Events.impression("treatment-first", T));
      var treatment = Events.treatment("held", T + 1, "ten");
      treatment.setCampaignId("summer");
      job.send(treatment);
      job.flush();
      Thread.sleep(3_000);
      job.flink.stop(id, true);

      Map<String, Sample> samples =
          job.samples(3).stream()
              .collect(Collectors.toMap(Sample::getImpressionId, Function.identity()));
      assertThat(samples).containsOnlyKeys("joined", "treatment-first", "held");
      assertThat(samples.get("joined").getCostMicros()).isEqualTo(330);
      assertThat(samples.get("joined").getRevenue()).isEqualTo(4.0);
      assertThat(samples.get("joined").getOutcomes()).isEqualTo(2);
      assertThat(samples.get("treatment-first").getArmId()).isEqualTo("none");
      assertThat(job.deadLetters(0)).isEmpty();
    }
  }
}
