package io.weir.cli.console;

import io.weir.console.Console;
import io.weir.console.ConsoleOptions;
import io.weir.kafka.KafkaFlags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir console}: serves the budget monitor until it is stopped. */
@Command(
    name = "console",
    description = "Serves a live web page over the sink topics, and takes operator commands.",
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

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "" + ConsoleOptions.DEFAULT_PORT,
      description = "Port to listen on, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File whose first line is the operator token, 16 characters or more; without it the"
              + " variable "
              + ConsoleOptions.TOKEN_VARIABLE
              + " is read, and without either the console is read-only.")
  private @Nullable Path tokenFile;

  /**
   * Serves until the process is told to stop.
   *
   * @return 0
   */
  @Override
  public Integer call() throws Exception {
    kafka.validate();
    ConsoleOptions options =
        new ConsoleOptions(
            kafka.bootstrapServers(),
            kafka.topicPrefix(),
            transactionalId,
            kafka.clientMap(),
            host,
            port,
            token());
    CountDownLatch stopped = new CountDownLatch(1);
    Console console = Console.start(options);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  console.close();
                  stopped.countDown();
                },
                "weir-console-stop"));
    System.out.println(
        "console " + console.address() + (options.operatorToken() == null ? " read-only" : ""));
    stopped.await();
    return 0;
  }

  private @Nullable String token() throws IOException {
    if (tokenFile != null) {
      return Files.readAllLines(tokenFile, StandardCharsets.UTF_8).stream()
          .findFirst()
          .map(String::strip)
          .orElseThrow(() -> new IllegalArgumentException("--token-file is empty"));
    }
    String variable = System.getenv(ConsoleOptions.TOKEN_VARIABLE);
    return variable == null || variable.isBlank() ? null : variable.strip();
  }
}
