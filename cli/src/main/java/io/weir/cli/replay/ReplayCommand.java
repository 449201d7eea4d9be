package io.weir.cli.replay;

import io.weir.cli.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weir replay}: the same jobs as live, over what is finished, as fast as they go. */
@Command(
    name = "replay",
    description =
        "Runs attribution and learning over a finished stretch of topics, or over logged files.",
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
  @Mixin private final ReplayOptions options = new ReplayOptions();

  /**
   * Runs the replay and prints what it published.
   *
   * @return 0; 1 if it was to be compared and differs
   * @throws IllegalArgumentException if inputs or options cannot be used
   */
  @Override
  public Integer call() throws Exception {
    options.validate();
    Path directory = options.workDirectory.toAbsolutePath().normalize();
    if (Files.isDirectory(directory) && !isEmpty(directory)) {
      throw new IllegalArgumentException(directory + " is not empty; name another --work-dir");
    }
    Files.createDirectories(directory);
    try {
      ReplaySummary summary = run(directory);
      System.out.println(options.json ? summary.toJson() : summary.toText());
      List<ReplayComparison> comparisons = summary.comparisons();
      return comparisons.stream().allMatch(ReplayComparison::same) ? 0 : 1;
    } finally {
      if (!options.keep) {
        delete(directory);
      }
    }
  }

  private ReplaySummary run(Path directory) throws Exception {
    Properties client = options.kafka.clientProperties();
    if (options.description == null || options.kafka.namesBrokers()) {
      options.kafka.requireBroker();
      return new Replay(options, new TopicAccess(client)).run(directory.resolve("flink"));
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"))) {
      client.setProperty("bootstrap.servers", broker.bootstrapServers());
      return new Replay(options, new TopicAccess(client)).run(directory.resolve("flink"));
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    }
  }
}
