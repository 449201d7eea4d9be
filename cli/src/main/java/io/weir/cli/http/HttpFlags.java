package io.weir.cli.http;

import io.weir.cli.embedded.Ports;
import io.weir.kafka.BrokerFlags;
import io.weir.kafka.BrokerUnavailableException;
import io.weir.kafka.CommandFailedException;
import io.weir.kafka.StopSignal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command listens, and the token that callers present. */
public final class HttpFlags {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private final String tokenVariable;

  @Option(names = "--host", description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      description = "Port to listen on, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File whose first line is the token that callers present, 16 characters or more (default:"
              + " the environment variable that is named above).")
  private @Nullable Path tokenFile;

  /**
   * Makes the flags of one command.
   *
   * @param port where it listens unless a flag says so
   * @param tokenVariable environment variable that holds the token where no file does
   */
  public HttpFlags(int port, String tokenVariable) {
    this.port = port;
    this.tokenVariable = tokenVariable;
  }

  /** Returns the address to listen on. */
  public String host() {
    return host;
  }

  /** Returns the port to listen on, 0 for a free one. */
  public int port() {
    return port;
  }

  /**
   * Returns the token; null where neither file nor variable has one.
   *
   * @throws IllegalArgumentException if the file is empty
   */
  public @Nullable String token() throws IOException {
    if (tokenFile != null) {
      return firstLine(tokenFile, "--token-file");
    }
    String variable = System.getenv(tokenVariable);
    return variable == null || variable.isBlank() ? null : variable.strip();
  }

  /**
   * Returns the first line of a file.
   *
   * @param option that names it, for people
   * @throws IllegalArgumentException if there is none
   */
  public static String firstLine(Path file, String option) throws IOException {
    return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
        .findFirst()
        .map(String::strip)
        .orElseThrow(() -> new IllegalArgumentException(option + " is empty"));
  }

  /**
   * Checks that something can listen here.
   *
   * @throws IllegalArgumentException if there is no such port
   * @throws CommandFailedException if it cannot be listened on
   */
  public void requireFree() throws CommandFailedException {
    Ports.requireFree(host, port, "--port");
  }

  /**
   * Waits until the process is told to stop, then closes what it served. Says so where no broker
   * answers yet: what is served goes on trying.
   *
   * @param name of what is served
   */
  public static void serve(String name, BrokerFlags kafka, Runnable close)
      throws InterruptedException {
    try (StopSignal signal = StopSignal.listen(STOP_LIMIT, name + " did not close in time")) {
      try {
        kafka.requireBroker();
      } catch (BrokerUnavailableException e) {
        System.err.println("weir: " + e.getMessage() + "; the " + name + " goes on trying");
      }
      signal.await();
      close.run();
    }
  }
}
