package io.weir.cli.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.learner.options.LearningOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Methods, results and tables; runs of the job are the study itself. */
class StudyTest {
  private static StudyResult result(long seed, String method, double... values) {
    return new StudyResult(
        seed,
        "c",
        method,
        values,
        new double[values.length],
        Map.of("ACCEPTED", 2),
        0,
        null,
        null,
        1);
  }

  @Test
  void everyMethodHasOptionsThatTheJobTakes() {
    assertThat(StudyMethod.all()).extracting(StudyMethod::name).doesNotHaveDuplicates();
    assertThat(StudyMethod.all()).extracting(StudyMethod::name).endsWith("default");
    for (StudyMethod method : StudyMethod.all()) {
      assertThat(LearningOptions.parse(Map.of(), method.options())).isNotNull();
    }
  }

  @Test
  void readsMethodsOfOnesOwn() {
    StudyMethod own = StudyMethod.parse("mine+delta-k4:learner.members=2;seed=3");
    assertThat(own.name()).isEqualTo("mine");
    assertThat(own.options())
        .containsEntry("learner.bridge", "NONE")
        .containsEntry("learner.members", "2")
        .containsEntry("seed", "3");
    assertThatThrownBy(() -> StudyMethod.parse("nothing")).hasMessageContaining("unknown method");
    assertThatThrownBy(() -> StudyMethod.parse("a:b")).hasMessageContaining("KEY=VALUE");
  }

  @Test
  void differencesArePairedByWorld() {
    List<StudyResult> results =
        List.of(
            result(1, "default", 0.1, 0.5),
            result(2, "default", 0.3, 0.9),
            result(1, "other", 0.0, 0.4),
            result(2, "other", 0.2, 0.8),
            // A world that not every method has says nothing of their difference.
            result(3, "other", 0.9, 0.9));
    assertThat(results.get(0).mean(0, 2)).isCloseTo(0.3, within(1e-12));
    String table =
        StudyTable.markdown(results, List.of(new StudyTable.Stretch("end", 1, 2)), "default");
    assertThat(table)
        .contains("| default | 0.700 (0.200) | |")
        .contains("| other | 0.600 (0.200) | -0.100 (0.000) |")
        .contains("2 worlds.");
  }

  @Test
  void resultsAreReadBackAsWritten(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("results.jsonl");
    assertThat(StudyResult.readAll(file)).isEmpty();
    result(4, "default", 0.25, -0.5).append(file);
    result(5, "default", 1).append(file);
    List<StudyResult> read = StudyResult.readAll(file);
    assertThat(read).hasSize(2);
    assertThat(read.get(0).values()).containsExactly(0.25, -0.5);
    assertThat(read.get(0).slides()).containsEntry("ACCEPTED", 2);
  }
}
