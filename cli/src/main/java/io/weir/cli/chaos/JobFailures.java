package io.weir.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Why jobs were started again, as their job managers said. */
final class JobFailures {
  /** What a message that is not understood makes code throw, wherever that is. */
  private static final Set<String> OF_MESSAGES =
      Set.of(
          "ArithmeticException",
          "ArrayIndexOutOfBoundsException",
          "AvroRuntimeException",
          "ClassCastException",
          "DateTimeException",
          "IllegalArgumentException",
          "IndexOutOfBoundsException",
          "InvalidRecordException",
          "NegativeArraySizeException",
          "NullPointerException",
          "NumberFormatException",
          "OutOfMemoryError",
          "RecordTooLargeException",
          "SerializationException",
          "StackOverflowError",
          "StringIndexOutOfBoundsException",
          "SystemLimitException");

  private static final String CAUSED_BY = "Caused by: ";

  /**
   * A failure.
   *
   * @param job name of the file that tells of it
   * @param millis when, milliseconds since the epoch
   * @param cause class of the innermost cause, without its package
   * @param ownCode whether this project's own code threw it
   */
  record Failure(String job, long millis, String cause, boolean ownCode) {
    boolean ofMessage() {
      return ownCode || OF_MESSAGES.contains(cause);
    }
  }

  private final List<Failure> failures;

  private JobFailures(List<Failure> failures) {
    this.failures = failures;
  }

  /**
   * Reads answers of {@code /jobs/ID/exceptions}.
   *
   * @param directory with a file each
   * @throws IOException if one cannot be read
   */
  static JobFailures read(Path directory) throws IOException {
    List<Failure> all = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        JsonNode answer = new ObjectMapper().readTree(file.toFile());
        for (JsonNode entry : answer.path("exceptionHistory").path("entries")) {
          String name = file.getFileName().toString();
          String job = name.substring(0, name.indexOf('-'));
          Failure failure = failure(job, entry);
          if (seen.add(job + failure.millis() + failure.cause())) {
            all.add(failure);
          }
        }
      }
    }
    return new JobFailures(all);
  }

  private static Failure failure(String job, JsonNode entry) {
    List<String> lines = entry.path("stacktrace").asText().lines().toList();
    int at = 0;
    for (int i = 0; i < lines.size(); i++) {
      at = lines.get(i).startsWith(CAUSED_BY) ? i : at;
    }
    String first = lines.isEmpty() ? entry.path("exceptionName").asText() : lines.get(at);
    String cause = first.replace(CAUSED_BY, "").split("[:\\s]", 2)[0];
    boolean own = at + 1 < lines.size() && lines.get(at + 1).strip().startsWith("at io.weir.");
    return new Failure(
        job,
        entry.path("timestamp").asLong(),
        cause.substring(Math.max(cause.lastIndexOf('.'), cause.lastIndexOf('$')) + 1),
        own);
  }

  int count() {
    return failures.size();
  }

  /** Failures that no fault explains. */
  List<Failure> unexplained(Faults faults) {
    return failures.stream().filter(failure -> !faults.explains(failure.millis())).toList();
  }

  /** Failures that a message brought about. */
  List<Failure> ofMessages() {
    return failures.stream().filter(Failure::ofMessage).toList();
  }

  /** How often each cause came. */
  Map<String, Long> causes() {
    Map<String, Long> causes = new TreeMap<>();
    failures.forEach(failure -> causes.merge(failure.cause(), 1L, Long::sum));
    return causes;
  }
}
