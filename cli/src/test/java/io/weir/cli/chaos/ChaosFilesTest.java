package io.weir.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read out of the files of a run. */
class ChaosFilesTest {
  private static final long T = 1_767_225_600_000L;

  @TempDir private Path directory;

  private Faults faults() throws Exception {
    Path file = directory.resolve("faults.tsv");
    Files.writeString(
        file,
        T
            + "\topen\ttask manager 1 killed\n"
            + T
            + "\t"
            + (T + 5_000)
            + "\ttask manager 1 killed\n");
    return Faults.read(file);
  }

  private JobFailures failure(long millis, String stack) throws Exception {
    Path failures = Files.createDirectories(directory.resolve("failures"));
    Object entry = Map.of("exceptionName", "x", "timestamp", millis, "stacktrace", stack);
    String answer =
        new ObjectMapper()
            .writeValueAsString(Map.of("exceptionHistory", Map.of("entries", List.of(entry))));
    Files.writeString(failures.resolve("budget-0a-1.json"), answer);
    Files.writeString(failures.resolve("budget-0a-2.json"), answer);
    return JobFailures.read(failures);
  }

  @Test
  void aFaultExplainsWhatFailsInItAndSoonAfter() throws Exception {
    Faults faults = faults();
    assertThat(faults.count()).isEqualTo(1);
    assertThat(faults.explains(T - 1)).isFalse();
    assertThat(faults.explains(T + 60_000)).isTrue();
    assertThat(faults.explains(T + 5_000 + 120_001)).isFalse();
  }

  @Test
  void aFailureIsToldOnceAndByItsInnermostCause() throws Exception {
    JobFailures failures =
        failure(
            T + 1,
            "org.apache.flink.X: outer\n\tat io.weir.jobs.A.b(A.java:1)\n"
                + "Caused by: org.apache.kafka.common.errors.TimeoutException: late\n\tat org.y.Z\n");
    assertThat(failures.count()).isEqualTo(1);
    assertThat(failures.causes()).containsExactly(Map.entry("TimeoutException", 1L));
    assertThat(failures.ofMessages()).isEmpty();
    assertThat(failures.unexplained(faults())).isEmpty();
  }

  @Test
  void aMessagesFailureIsKnownByItsCauseOrBySomeOwnCodeThatThrewIt() throws Exception {
    assertThat(
            failure(T, "java.lang.ArithmeticException: long overflow\n\tat java.X\n").ofMessages())
        .hasSize(1);
    assertThat(failure(T, "java.lang.IllegalStateException: no\n\tat io.weir.A.b\n").ofMessages())
        .hasSize(1);
    assertThat(failure(T + 900_000, "java.io.IOException: x\n\tat y\n").unexplained(faults()))
        .hasSize(1);
  }

  @Test
  void outputGoesOnWhereTheSilenceAfterAKillEnds() {
    Map<String, List<Long>> arrivals =
        Map.of(
            "samples", List.of(T - 100, T + 300, T + 9_000, T + 9_100, T + 60_000),
            "statuses", List.of(T - 500, T + 7_000, T + 7_500));
    assertThat(OutputGaps.of(arrivals).goesOnAfterMillis(T)).isEqualTo(9_000);
    assertThat(OutputGaps.of(arrivals).goesOnAfterMillis(T + 8_000)).isEqualTo(-1);
  }
}
