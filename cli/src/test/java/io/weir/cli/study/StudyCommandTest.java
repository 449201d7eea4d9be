package io.weir.cli.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The study, from a stream to the truth about every model it led to. */
class StudyCommandTest {
  @Test
  void judgesEverySlideOfAStream(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("results.jsonl");
    int exit =
        new CommandLine(new StudyCommand())
            .execute(
                "--seeds=3",
                "--campaigns=rides",
                "--chunks=6",
                "--obs=400",
                "--rct=200",
                "--methods=small:learner.hidden=16;learner.members=2;learner.bridge=NONE",
                "--results=" + file);
    assertThat(exit).isZero();
    List<StudyResult> results = StudyResult.readAll(file);
    assertThat(results).hasSize(1);
    assertThat(results.get(0).values()).hasSize(6);
    assertThat(results.get(0).slides()).isEqualTo(Map.of("ACCEPTED", 6));
  }
}
