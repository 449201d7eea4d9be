package io.weir.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.kafka.CommandErrors;
import io.weir.kafka.DurationConverter;
import io.weir.kafka.KafkaFlags;
import io.weir.kafka.StopSignal;
import io.weir.simulator.decider.ClientDecider;
import io.weir.simulator.decider.Decider;
import io.weir.simulator.decider.HoldoutDecider;
import io.weir.simulator.traffic.CampaignRegistrar;
import io.weir.simulator.traffic.CampaignReport;
import io.weir.simulator.traffic.Marketplace;
import io.weir.simulator.traffic.MarketplaceOptions;
import io.weir.simulator.traffic.SimulatorReport;
import io.weir.simulator.world.Drift;
import io.weir.simulator.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Runs a simulated marketplace against a broker: registers its campaigns and sends traffic until
 * the time is up or the process is told to stop. Progress goes to standard error, the final {@link
 * SimulatorReport} as one JSON object to the last line of standard output.
 */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = "Sends the traffic of a simulated marketplace.")
public final class SimulatorMain implements Callable<Integer> {

  private static final Duration PROGRESS = Duration.ofSeconds(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
  private static final double DISORDER_RATE = 0.2;

  /** Who decides after the switch. */
  enum DecidedBy {
    /** Nobody: the old policy stays, the holdout apart. */
    HOLDOUT,
    /** The decision library, with the models and prices on the topics. */
    CLIENT
  }

  @Mixin private final KafkaFlags kafka = new KafkaFlags();

  @Option(names = "--seed", defaultValue = "1", description = "Seed. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--run-id",
      description = "Prefix of identifiers; another run on the same topics needs another one.")
  private @Nullable String runId;

  @Option(
      names = "--campaigns",
      defaultValue = "3",
      description = "Number of campaigns. Default: ${DEFAULT-VALUE}.")
  private int campaigns;

  @Option(
      names = "--rate",
      defaultValue = "1500",
      description = "Impressions per second on the wall. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--compression",
      defaultValue = "60",
      description = "Event time per wall time; at 1, events are of now. Default: ${DEFAULT-VALUE}.")
  private double compression;

  @Option(
      names = "--duration",
      converter = DurationConverter.class,
      defaultValue = "PT3M",
      description = "How long to send, on the wall, such as PT3M. Default: ${DEFAULT-VALUE}.")
  private Duration duration;

  @Option(
      names = "--switch-after",
      converter = DurationConverter.class,
      defaultValue = "PT1M",
      description = "When the old policy ends, on the wall. Default: ${DEFAULT-VALUE}.")
  private Duration switchAfter;

  @Option(
      names = "--window",
      converter = DurationConverter.class,
      defaultValue = "PT10M",
      description = "Attribution window, in event time. Default: ${DEFAULT-VALUE}.")
  private Duration window;

  @Option(
      names = "--max-disorder",
      converter = DurationConverter.class,
      defaultValue = "PT1M",
      description =
          "Longest delay of an event, in event time; less than half the window. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration maxDisorder;

  @Option(
      names = "--start-at",
      description =
          "Event time of the start, ISO 8601. Default: now with --compression 1, else a day ago.")
  private @Nullable Instant startAt;

  @Option(
      names = "--flip-after",
      converter = DurationConverter.class,
      description = "Reverse all effects after this time on the wall, such as PT90S.")
  private @Nullable Duration flipAfter;

  @Option(
      names = "--holdout-rate",
      defaultValue = "0.15",
      description = "Share of units in the holdout. Default: ${DEFAULT-VALUE}.")
  private double holdoutRate;

  @Option(
      names = "--duplicate-rate",
      defaultValue = "0.01",
      description = "Share of events sent twice. Default: ${DEFAULT-VALUE}.")
  private double duplicateRate;

  @Option(
      names = "--garbage-rate",
      defaultValue = "0.005",
      description = "Garbage messages per impression. Default: ${DEFAULT-VALUE}.")
  private double garbageRate;

  @Option(
      names = "--decided-by",
      defaultValue = "CLIENT",
      description = "Who decides after the switch: ${COMPLETION-CANDIDATES}.")
  private DecidedBy decidedBy;

  /**
   * Runs the command.
   *
   * @param args command line
   */
  public static void main(String[] args) {
    System.exit(CommandErrors.install(new CommandLine(new SimulatorMain())).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException, JsonProcessingException {
    validate();
    kafka.requireBroker();
    Map<String, String> clientProperties = kafka.clientTexts();
    MarketplaceOptions options = options(clientProperties);
    try (StopSignal signal = StopSignal.listen(STOP_LIMIT, "the marketplace did not stop in time");
        Marketplace marketplace = new Marketplace(options, decider(clientProperties))) {
      CampaignRegistrar.register(options, marketplace.campaigns());
      marketplace.start();
      long deadline = System.nanoTime() + duration.toNanos();
      long left = duration.toNanos();
      while (left > 0 && !marketplace.failed()) {
        if (signal.await(Duration.ofNanos(Math.min(left, PROGRESS.toNanos())))) {
          break;
        }
        progress(marketplace.report());
        left = deadline - System.nanoTime();
      }
      marketplace.stop();
      System.out.println(new ObjectMapper().writeValueAsString(marketplace.report()));
    }
    return 0;
  }

  /** What the parser cannot check, by the flags' names; the rest says what it is about itself. */
  private void validate() {
    require(campaigns >= 1, "--campaigns must be at least 1, is " + campaigns);
    require(rate > 0 && rate < 1e6, "--rate must be above zero, is " + rate);
    require(compression > 0, "--compression must be above zero, is " + compression);
    require(duration.toMillis() > 0, "--duration must be above zero, is " + duration);
    require(!switchAfter.isNegative(), "--switch-after must not be negative, is " + switchAfter);
    require(
        flipAfter == null || !flipAfter.isNegative(),
        "--flip-after must not be negative, is " + flipAfter);
    require(
        !maxDisorder.isNegative() && window.compareTo(maxDisorder.multipliedBy(2)) > 0,
        "--max-disorder must be less than half of --window, is " + maxDisorder);
    requireShare("--holdout-rate", holdoutRate);
    requireShare("--duplicate-rate", duplicateRate);
    requireShare("--garbage-rate", garbageRate);
  }

  private static void requireShare(String flag, double value) {
    require(value >= 0 && value <= 1, flag + " must lie between 0 and 1, is " + value);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private MarketplaceOptions options(Map<String, String> clientProperties) {
    Drift drift = flipAfter == null ? Drift.NONE : Drift.flipAt(eventTime(flipAfter).toMillis());
    MarketplaceOptions.Builder builder =
        MarketplaceOptions.builder()
            .bootstrapServers(kafka.bootstrapServers())
            .topicPrefix(kafka.topicPrefix())
            .kafkaProperties(clientProperties)
            .seed(seed)
            .campaigns(World.specs(campaigns, window, drift))
            .impressionsPerSecond(rate)
            .timeCompression(compression)
            .switchAfter(eventTime(switchAfter))
            .period(eventTime(duration))
            .holdoutRate(holdoutRate)
            .disorder(maxDisorder, DISORDER_RATE)
            .duplicateRate(duplicateRate)
            .garbageRate(garbageRate);
    if (runId != null) {
      builder.runId(runId);
    }
    if (startAt != null) {
      builder.startAt(startAt);
    }
    return builder.build();
  }

  private Duration eventTime(Duration wall) {
    return Duration.ofMillis(Math.round(wall.toMillis() * compression));
  }

  private Decider decider(Map<String, String> clientProperties) {
    return switch (decidedBy) {
      case HOLDOUT -> new HoldoutDecider();
      case CLIENT ->
          ClientDecider.connect(kafka.bootstrapServers(), kafka.topicPrefix(), clientProperties);
    };
  }

  private static void progress(SimulatorReport report) {
    StringBuilder line = new StringBuilder();
    line.append(Instant.ofEpochMilli(report.eventTimeMillis()));
    line.append("  impressions ").append(report.impressionsSent());
    for (CampaignReport campaign : report.campaigns()) {
      line.append(
          String.format(
              Locale.ROOT,
              "  %s: value %.3f (old %.3f) spent %.0f of %.0f",
              campaign.campaignId(),
              campaign.policyValue(),
              campaign.oldPolicyValue(),
              campaign.spentMicros() * 1e-6,
              campaign.budgetMicros() * 1e-6));
    }
    System.err.println(line);
  }
}
