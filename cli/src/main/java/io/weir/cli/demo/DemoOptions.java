package io.weir.cli.demo;

import io.weir.cli.campaign.LearningOptionProblems;
import io.weir.cli.embedded.Ports;
import io.weir.console.config.ConsoleOptions;
import io.weir.contract.Problem;
import io.weir.kafka.CommandFailedException;
import io.weir.kafka.DurationConverter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of the demo, filled in by the command line. */
final class DemoOptions {
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "how long the marketplace runs (default ${DEFAULT-VALUE})",
      defaultValue = "3m",
      converter = DurationConverter.class)
  Duration duration = Duration.ofMinutes(3);

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "seed of the marketplace (default ${DEFAULT-VALUE})",
      defaultValue = "7")
  long seed = 7;

  @Option(
      names = "--rate",
      paramLabel = "NUMBER",
      description = "impressions per second, all campaigns together (default ${DEFAULT-VALUE})",
      defaultValue = "1500")
  double impressionsPerSecond = 1500;

  @Option(
      names = "--learning",
      paramLabel = "KEY=VALUE",
      description = "learning option of all campaigns (docs/reference/learning-options.md)")
  Map<String, String> learning = new LinkedHashMap<>();

  @Option(
      names = "--json",
      description =
          "one JSON object on the last line of standard output; progress on standard error")
  boolean json;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description = "where everything lies (default ${DEFAULT-VALUE})",
      defaultValue = ".weir/demo")
  Path workDirectory = Path.of(".weir/demo");

  @Option(names = "--keep", description = "keep the work directory when the demo ends")
  boolean keep;

  @Option(
      names = "--resume",
      description = "take up a kept work directory where it stopped; implies --keep")
  boolean resume;

  @Option(
      names = "--web-port",
      paramLabel = "PORT",
      description = "port of Flink's web UI and REST, 0 for a free one (default ${DEFAULT-VALUE})",
      defaultValue = "8081")
  int webPort = 8081;

  @Option(
      names = "--console-port",
      paramLabel = "PORT",
      description = "port of the console, 0 for a free one (default ${DEFAULT-VALUE})",
      defaultValue = "" + ConsoleOptions.DEFAULT_PORT)
  int consolePort = ConsoleOptions.DEFAULT_PORT;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description =
          "port of the broker, for services of one's own beside the demo; 0 for a free one (default"
              + " ${DEFAULT-VALUE})",
      defaultValue = "0")
  int kafkaPort;

  /**
   * Checks what the parser cannot, before anything is started.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   * @throws CommandFailedException if a port is taken
   */
  void validate() throws CommandFailedException {
    if (!(impressionsPerSecond > 0 && impressionsPerSecond < 1e6)) {
      throw new IllegalArgumentException("--rate must be positive, is " + impressionsPerSecond);
    }
    if (duration.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("--duration must be 10s or more");
    }
    List<Problem> problems = LearningOptionProblems.of(learning);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(Problem.describe(problems));
    }
    Ports.requireFree("127.0.0.1", webPort, "--web-port");
    Ports.requireFree("127.0.0.1", consolePort, "--console-port");
    Ports.requireFree("127.0.0.1", kafkaPort, "--kafka-port");
  }
}
