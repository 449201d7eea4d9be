package io.weir.simulator.hostile;

import io.weir.kafka.CommandErrors;
import io.weir.kafka.DurationConverter;
import io.weir.kafka.KafkaFlags;
import io.weir.kafka.StopSignal;
import io.weir.simulator.world.Drift;
import io.weir.simulator.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Sends messages that no well-meaning producer sends, to every topic that a job or a client reads,
 * beside the traffic of the simulated marketplace. Ends when all are sent, the time is up or it is
 * told to stop.
 */
@Command(
    name = "hostile",
    mixinStandardHelpOptions = true,
    description = {
      "Sends broken, oversized and impossible messages to every topic.",
      "For deployments that are there to be tested: it writes to the topics of the jobs, too."
    })
public final class HostileMain implements Callable<Integer> {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(120);

  @Mixin private final KafkaFlags kafka = new KafkaFlags();

  @Option(names = "--seed", defaultValue = "1", description = "Seed. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--run-id",
      description = "Prefix of identifiers; another run on the same topics needs another one.")
  private @Nullable String runId;

  @Option(
      names = "--count",
      defaultValue = "100000",
      description = "Messages to send. Default: ${DEFAULT-VALUE}.")
  private long count;

  @Option(
      names = "--rate",
      defaultValue = "100",
      description = "Messages per second. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--window",
      converter = DurationConverter.class,
      defaultValue = "PT10M",
      description = "Attribution window of the hostile campaigns. Default: ${DEFAULT-VALUE}.")
  private Duration window = Duration.ZERO;

  @Option(
      names = "--ledger",
      required = true,
      paramLabel = "FILE",
      description =
          "Where to note of each message topic, partition, offset and kind, for 'weir account"
              + " --hostile FILE'.")
  private Path ledger = Path.of("");

  /**
   * Runs the command.
   *
   * @param args command line
   */
  public static void main(String[] args) {
    System.exit(CommandErrors.install(new CommandLine(new HostileMain())).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (count < 0 || !(rate > 0) || window.toMillis() <= 0) {
      throw new IllegalArgumentException(
          "--count must not be negative, --rate and --window be above zero");
    }
    kafka.requireBroker();
    try (StopSignal signal =
        StopSignal.listen(STOP_LIMIT, "not all messages were delivered in time")) {
      return send(signal);
    }
  }

  private int send(StopSignal signal) throws IOException, InterruptedException {
    Instant start = Instant.now();
    HostileMessages messages =
        new HostileMessages(
            seed,
            runId != null ? runId : "h" + seed,
            World.bundledSpecs(window, Drift.NONE),
            start);
    long sent = 0;
    long refused;
    HostileSender sender = new HostileSender(kafka.clientTexts(), kafka.topicPrefix(), ledger);
    try (sender) {
      for (HostileMessage first : messages.opening(start)) {
        sender.send(first);
        sent++;
      }
      long startNanos = System.nanoTime();
      while (sent < count && !signal.given()) {
        long ahead = startNanos + (long) (sent * 1e9 / rate) - System.nanoTime();
        if (ahead > 0 && signal.await(Duration.ofNanos(ahead))) {
          break;
        }
        sender.send(messages.next(Instant.now()));
        sent++;
      }
    } finally {
      refused = sender.refused();
    }
    System.out.printf("{\"sent\":%d,\"refusedByBroker\":%d}%n", sent, refused);
    return 0;
  }
}
