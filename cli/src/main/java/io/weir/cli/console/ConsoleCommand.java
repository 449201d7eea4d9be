package io.weir.cli.console;

import io.weir.cli.http.HttpFlags;
import io.weir.console.Console;
import io.weir.console.config.ConsoleOptions;
import io.weir.kafka.KafkaFlags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir console}: serves the budget monitor until it is stopped. */
@Command(
    name = "console",
    description = {
      "Serves a live web page over the sink topics, and takes operator commands.",
      "",
      "Commands ask for the operator token, of --token-file or the variable "
          + ConsoleOptions.TOKEN_VARIABLE
          + "; without either the console is read-only.",
      "With a viewer token, of --viewer-token-file or the variable "
          + ConsoleOptions.VIEWER_VARIABLE
          + ", nobody may look without one of the two."
    },
    mixinStandardHelpOptions = true)
public final class ConsoleCommand implements Callable<Integer> {
  @Mixin private final KafkaFlags kafka = new KafkaFlags();

  @Option(
      names = "--transactional-id",
      defaultValue = ConsoleOptions.DEFAULT_TRANSACTIONAL_ID,
      description =
          "Id of the transactions in which commands are written; the same for all consoles of one"
              + " installation (default: ${DEFAULT-VALUE}).")
  private String transactionalId = "";

  @Mixin
  private final HttpFlags http =
      new HttpFlags(ConsoleOptions.DEFAULT_PORT, ConsoleOptions.TOKEN_VARIABLE);

  @Option(
      names = "--viewer-token-file",
      paramLabel = "FILE",
      description =
          "File whose first line is the token of those who may look and not command, 16 characters"
              + " or more (default: the variable that is named above; without it everybody who"
              + " reaches the console may look).")
  private @Nullable Path viewerTokenFile;

  @Option(
      names = "--allowed-host",
      paramLabel = "NAME",
      description =
          "Name by which browsers may ask for the console, besides the loopback address's; may be"
              + " repeated. Without any, a console on another address answers to every name.")
  private Set<String> allowedHosts = Set.of();

  /**
   * Serves until the process is told to stop.
   *
   * @return 0
   */
  @Override
  public Integer call() throws Exception {
    kafka.validate();
    http.requireFree();
    ConsoleOptions options =
        new ConsoleOptions(
            kafka.bootstrapServers(),
            kafka.topicPrefix(),
            transactionalId,
            kafka.clientMap(),
            http.host(),
            http.port(),
            allowedHosts,
            http.token(),
            viewerToken());
    Console console = Console.start(options);
    System.out.println(
        "console " + console.address() + (options.operatorToken() == null ? " read-only" : ""));
    HttpFlags.serve("console", kafka, console::close);
    return 0;
  }

  private @Nullable String viewerToken() throws IOException {
    if (viewerTokenFile != null) {
      return HttpFlags.firstLine(viewerTokenFile, "--viewer-token-file");
    }
    String variable = System.getenv(ConsoleOptions.VIEWER_VARIABLE);
    return variable == null || variable.isBlank() ? null : variable.strip();
  }
}
