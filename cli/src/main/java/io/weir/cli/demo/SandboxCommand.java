package io.weir.cli.demo;

import io.weir.cli.embedded.Ports;
import io.weir.console.config.ConsoleOptions;
import io.weir.formats.FormatFlags;
import io.weir.kafka.CommandErrors;
import io.weir.kafka.CommandFailedException;
import io.weir.kafka.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code weir sandbox}: the whole product on this machine, for somebody else's events. */
@Command(
    name = "sandbox",
    description = {
      "Runs broker, cluster, jobs and console on this machine, for events of your own.",
      "",
      "Nothing is simulated: it waits for your campaigns and events. All is deleted when it ends."
    },
    mixinStandardHelpOptions = true)
public final class SandboxCommand implements Callable<Integer> {
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(60);

  @Mixin private final FormatFlags formats = new FormatFlags();

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description = "Where everything lies (default: ${DEFAULT-VALUE}).",
      defaultValue = ".weir/sandbox")
  private Path workDirectory = Path.of(".weir/sandbox");

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "Port of the broker, 0 for a free one (default: ${DEFAULT-VALUE}).",
      defaultValue = "9092")
  private int kafkaPort;

  @Option(
      names = "--web-port",
      paramLabel = "PORT",
      description = "Port of Flink's web UI, 0 for a free one (default: ${DEFAULT-VALUE}).",
      defaultValue = "8081")
  private int webPort;

  @Option(
      names = "--console-port",
      paramLabel = "PORT",
      description = "Port of the console, 0 for a free one (default: ${DEFAULT-VALUE}).",
      defaultValue = "" + ConsoleOptions.DEFAULT_PORT)
  private int consolePort;

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * Runs until Ctrl-C.
   *
   * @return 0
   */
  @Override
  public Integer call() throws Exception {
    validate();
    try (StopSignal signal = StopSignal.listen(EXIT_LIMIT, "the sandbox did not close in time");
        WorkDirectory directory = WorkDirectory.open(workDirectory, false)) {
      System.out.println("starting a broker and a cluster under " + directory.root() + " ...");
      Sandbox.Ports ports = new Sandbox.Ports(kafkaPort, webPort, consolePort);
      List<String> events = eventFlags(spec.commandLine().getParseResult());
      try (Sandbox sandbox = Sandbox.start(directory, ports, events)) {
        System.out.println(sandbox.addresses() + "    Ctrl-C stops");
        signal.await();
      }
      directory.delete();
    }
    return CommandErrors.DONE;
  }

  private void validate() throws CommandFailedException {
    formats.validate();
    Ports.requireFree("127.0.0.1", kafkaPort, "--kafka-port");
    Ports.requireFree("127.0.0.1", webPort, "--web-port");
    Ports.requireFree("127.0.0.1", consolePort, "--console-port");
  }

  /** Returns what was said of the events, as the jobs' own commands take it. */
  static List<String> eventFlags(ParseResult parsed) {
    Set<String> known =
        CommandSpec.forAnnotatedObject(new FormatFlags()).options().stream()
            .map(OptionSpec::longestName)
            .collect(Collectors.toSet());
    return parsed.matchedOptions().stream()
        .filter(option -> known.contains(option.longestName()))
        .map(option -> option.longestName() + "=" + option.originalStringValues().get(0))
        .toList();
  }
}
