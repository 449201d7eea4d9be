package io.weir.cli.console;

import io.weir.console.Console;
import io.weir.console.ConsoleOptions;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir console}: serves the budget monitor until it is stopped. */
@Command(
    name = "console",
    description = "Serves a live web page over the sink topics, and takes operator commands.",
    mixinStandardHelpOptions = true)
public final class ConsoleCommand implements Callable<Integer> {
  @Option(
      names = "--bootstrap-servers",
      required = true,
      paramLabel = "HOST:PORT[,...]",
      description = "Kafka brokers to begin with.")
  private String bootstrapServers = "";

  @Option(
      names = "--topic-prefix",
      defaultValue = ConsoleOptions.DEFAULT_TOPIC_PREFIX,
      description = "What every topic's name begins with (default: ${DEFAULT-VALUE}).")
  private String topicPrefix = "";

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

  @Option(
      names = "--kafka-property",
      paramLabel = "NAME=VALUE",
      description = "Property of every Kafka client, such as security.protocol=SASL_SSL.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description =
          "File of properties of every Kafka client (TLS, SASL); keeps secrets off the command"
              + " line. --kafka-property takes precedence.")
  private @Nullable Path propertiesFile;

  /**
   * Serves until the process is told to stop.
   *
   * @return 0
   */
  @Override
  public Integer call() throws Exception {
    ConsoleOptions options =
        new ConsoleOptions(
            bootstrapServers, topicPrefix, transactionalId, kafkaProperties(), host, port, token());
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

  private Map<String, Object> kafkaProperties() throws IOException {
    Properties read = new Properties();
    if (propertiesFile != null) {
      try (Reader reader = Files.newBufferedReader(propertiesFile, StandardCharsets.UTF_8)) {
        read.load(reader);
      }
    }
    Map<String, Object> all = new HashMap<>();
    read.stringPropertyNames().forEach(name -> all.put(name, read.getProperty(name)));
    all.putAll(properties);
    return all;
  }
}
