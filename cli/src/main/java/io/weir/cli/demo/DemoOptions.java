package io.weir.cli.demo;

import io.weir.console.ConsoleOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of the demo, filled in by the command line. */
final class DemoOptions {
  @Option(
      names = "--duration",
      description = "how long the marketplace runs (default ${DEFAULT-VALUE})",
      defaultValue = "3m",
      converter = DurationConverter.class)
  Duration duration = Duration.ofMinutes(3);

  @Option(
      names = "--seed",
      description = "seed of the marketplace (default ${DEFAULT-VALUE})",
      defaultValue = "7")
  long seed = 7;

  @Option(
      names = "--rate",
      description = "impressions per second, all campaigns together (default ${DEFAULT-VALUE})",
      defaultValue = "1500")
  double impressionsPerSecond = 1500;

  @Option(
      names = "--learning",
      paramLabel = "KEY=VALUE",
      description = "learning option of all campaigns, as docs/learning.md lists them")
  Map<String, String> learning = new LinkedHashMap<>();

  @Option(
      names = "--json",
      description =
          "one JSON object on the last line of standard output; progress on standard error")
  boolean json;

  @Option(
      names = "--work-dir",
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
      description = "port of Flink's web UI and REST, 0 for a free one (default ${DEFAULT-VALUE})",
      defaultValue = "8081")
  int webPort = 8081;

  @Option(
      names = "--console-port",
      description = "port of the console, 0 for a free one (default ${DEFAULT-VALUE})",
      defaultValue = "" + ConsoleOptions.DEFAULT_PORT)
  int consolePort = ConsoleOptions.DEFAULT_PORT;
}
