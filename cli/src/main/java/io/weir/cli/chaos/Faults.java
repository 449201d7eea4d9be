package io.weir.cli.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The faults of a run: when each began and ended, and what it was. */
final class Faults {
  /**
   * For how long a fault may still bring a job down after its end: a transaction of Kafka's gives
   * up after a minute, a heartbeat after half of one.
   */
  private static final Duration AFTERMATH = Duration.ofSeconds(120);

  private static final Pattern NUMBERS = Pattern.compile("\\d+");

  /** A fault; times in milliseconds since the epoch. */
  record Fault(long sinceMillis, long untilMillis, String what) {}

  private final List<Fault> faults;

  private Faults(List<Fault> faults) {
    this.faults = faults;
  }

  /**
   * Reads the notes: begin, end and description, divided by tabs; a line with the end {@code open}
   * comes before the one that tells it.
   *
   * @throws IOException if the file cannot be read
   */
  static Faults read(Path file) throws IOException {
    Map<String, Fault> bySince = new LinkedHashMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        String[] parts = line.split("\t", 3);
        long until = parts[1].equals("open") ? Long.MAX_VALUE : Long.parseLong(parts[1]);
        bySince.put(parts[0], new Fault(Long.parseLong(parts[0]), until, parts[2]));
      }
    }
    return new Faults(new ArrayList<>(bySince.values()));
  }

  int count() {
    return faults.size();
  }

  /** Whether a job that fails at a time fails for a fault. */
  boolean explains(long millis) {
    return faults.stream()
        .anyMatch(
            fault ->
                millis >= fault.sinceMillis()
                    && millis - AFTERMATH.toMillis() <= fault.untilMillis());
  }

  /** End of the last fault, milliseconds since the epoch; 0 without any. */
  long lastUntilMillis() {
    return faults.stream().mapToLong(Fault::untilMillis).max().orElse(0);
  }

  /** When task managers were killed while nothing else was under way, in order. */
  List<Fault> killedTaskManagers() {
    return faults.stream()
        .filter(fault -> fault.what().matches("task manager \\d killed, .*"))
        .toList();
  }

  /** How often each kind happened, numbers left out of its name. */
  Map<String, Long> kinds() {
    Map<String, Long> kinds = new LinkedHashMap<>();
    for (Fault fault : faults) {
      Matcher numbers = NUMBERS.matcher(fault.what());
      kinds.merge(numbers.replaceAll("N"), 1L, Long::sum);
    }
    return kinds;
  }
}
