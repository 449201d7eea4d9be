package io.weir.cli.replay;

import io.weir.kafka.BrokerFlags;
import io.weir.kafka.DurationConverter;
import io.weir.learner.options.LearningOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a replay, filled in by the command line. */
final class ReplayOptions {
  /** With {@link #description} and no brokers named, a broker in this process. */
  @Mixin final BrokerFlags kafka = new BrokerFlags();

  @Option(
      names = "--from-prefix",
      defaultValue = "weir.",
      description =
          "What the names of the topics to replay begin with (default: ${DEFAULT-VALUE}).")
  String fromPrefix = "weir.";

  @Option(
      names = "--to-prefix",
      defaultValue = "weir-replay.",
      description =
          "What the names of the topics to write begin with; created, and refused if they hold"
              + " records (default: ${DEFAULT-VALUE}).")
  String toPrefix = "weir-replay.";

  @Option(
      names = "--from",
      defaultValue = "EVENTS",
      description =
          "What to begin with: ${COMPLETION-CANDIDATES}. From SAMPLES, attribution is skipped"
              + " (default: ${DEFAULT-VALUE}).")
  Replay.From from = Replay.From.EVENTS;

  @Option(
      names = "--order",
      description =
          "Order to learn in: ${COMPLETION-CANDIDATES}; by closing time, then impression. Default:"
              + " AS_WRITTEN from a samples topic of one partition, else BY_TIME.")
  Replay.@Nullable Order order;

  @Option(
      names = "--description",
      paramLabel = "FILE",
      description =
          "Replay logged rows instead of topics: a description as for a backtest. Without"
              + " --bootstrap-servers, a broker in this process takes them.")
  @Nullable Path description;

  @Option(
      names = "--campaign",
      defaultValue = "replay",
      description = "Identifier of the rows' campaign (default: ${DEFAULT-VALUE}).")
  String campaignId = "replay";

  @Option(
      names = "--attribution-window",
      defaultValue = "1h",
      converter = DurationConverter.class,
      description = "Attribution window of the rows' campaign (default: ${DEFAULT-VALUE}).")
  Duration attributionWindow = Duration.ofHours(1);

  @Option(
      names = "--budget",
      description =
          "Budget per impression of the rows' campaign, currency units (default: the middle one of"
              + " the description).")
  @Nullable Double budget;

  @Option(
      names = "--seed",
      description =
          "Seed of the learners and of the outcomes' times (default: 1 for rows; each campaign's own"
              + " for topics).")
  @Nullable Long seed;

  @Option(
      names = "--learning",
      paramLabel = "KEY=VALUE",
      description = "Learning option of every campaign; wins over the campaign's own.")
  Map<String, String> learning = new LinkedHashMap<>();

  @Option(
      names = "--out-of-orderness",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description =
          "How far behind the latest of its partition an event may lie and still be on time"
              + " (default: ${DEFAULT-VALUE}).")
  Duration outOfOrderness = Duration.ofSeconds(30);

  @Option(
      names = "--max-rate",
      defaultValue = "0",
      description =
          "Samples of a campaign a second of event time that its learner sees at most, as the live"
              + " learning job has it; 0 for no limit (default: ${DEFAULT-VALUE}).")
  int maxRate;

  @Option(
      names = "--compare",
      description =
          "Compare what was published with what the live run published under --from-prefix; 1 is"
              + " returned unless it is the same bit for bit.")
  boolean compare;

  @Option(
      names = "--work-dir",
      defaultValue = ".weir/replay",
      description =
          "Directory for working state and, with --description, the broker's logs; must be empty or"
              + " absent (default: ${DEFAULT-VALUE}).")
  Path workDirectory = Path.of(".weir/replay");

  @Option(names = "--keep", description = "Keep the work directory.")
  boolean keep;

  @Option(names = "--json", description = "One JSON object on standard output instead of text.")
  boolean json;

  /**
   * Checks what the parser cannot, before anything is started.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   */
  void validate() {
    kafka.validate();
    Path rows = description;
    require(
        rows != null || !fromPrefix.equals(toPrefix), "--from-prefix and --to-prefix must differ");
    require(rows == null || !compare, "logged rows have no live run to --compare with");
    require(rows == null || Files.isReadable(rows), "--description: " + rows + " cannot be read");
    require(!attributionWindow.isNegative(), "--attribution-window must not be negative");
    require(!outOfOrderness.isNegative(), "--out-of-orderness must not be negative");
    LearningOptions.parse(Map.of(), learning);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
