package io.weir.benchmarks.learning;

import io.weir.benchmarks.learning.StallClock.Stretch;
import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.jobs.learning.LearningJob;
import io.weir.jobs.learning.LearningJobOptions;
import io.weir.jobs.learning.LearningSinks;
import io.weir.jobs.learning.LearningSources;
import io.weir.jobs.learning.SampleMessage;
import io.weir.schemas.DeadLetter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Either;
import picocli.CommandLine;

/**
 * Measures the learning job on a real cluster with state in RocksDB: the longest time the operator
 * was away from its mailbox, and how long checkpoints took, while nothing is solved and during
 * solves on a full window.
 */
public final class StallBenchmark {
  private static final int CHECKPOINT_HISTORY = 10_000;
  private static final long POLL_MILLIS = 50;
  private static final String CPU = " (processor)";

  private StallBenchmark() {}

  /** Runs once and prints. */
  public static void main(String[] arguments) throws Exception {
    StallOptions options = new StallOptions();
    CommandLine line = new CommandLine(options);
    line.parseArgs(arguments);
    Path directory =
        options.workDirectory == null
            ? Files.createTempDirectory("weir-stall")
            : options.workDirectory;
    try (MiniCluster cluster = cluster(directory)) {
      cluster.start();
      JobID job = submit(cluster, options);
      Map<String, Long> longest = watch(cluster, job);
      List<AbstractCheckpointStats> checkpoints =
          cluster
              .getExecutionGraph(job)
              .get()
              .getCheckpointStatsSnapshot()
              .getHistory()
              .getCheckpoints();
      report(options, longest, checkpoints);
    }
  }

  private static MiniCluster cluster(Path directory) {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.toAbsolutePath().resolve("checkpoints").toUri().toString());
    configuration.set(WebOptions.CHECKPOINTS_HISTORY_SIZE, CHECKPOINT_HISTORY);
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
    configuration.setString(
        "metrics.reporter.calls." + MetricOptions.REPORTER_FACTORY_CLASS.key(),
        GaugeReporter.Factory.class.getName());
    return new MiniCluster(
        new MiniClusterConfiguration.Builder()
            .setConfiguration(configuration)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(1)
            .build());
  }

  private static JobID submit(MiniCluster cluster, StallOptions options) throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    var deadLetter = new AvroTypeInfo<>(DeadLetter.class);
    var campaign = StallSamples.campaign(options);
    LearningJob.define(
        environment,
        new LearningSources(
            new DataGeneratorSource<>(
                new StallSamples(options),
                options.samples(),
                new EitherTypeInfo<>(TypeInformation.of(SampleMessage.class), deadLetter)),
            new DataGeneratorSource<>(
                index ->
                    Either.<CampaignUpdate, DeadLetter>Left(
                        new CampaignUpdate(
                            campaign.getCampaignId(), StallSamples.campaign(options))),
                1,
                new EitherTypeInfo<>(TypeInformation.of(CampaignUpdate.class), deadLetter)),
            topic -> 1),
        new LearningSinks(
            new PublicationSink<>(false),
            new PublicationSink<>(true),
            new PublicationSink<>(false),
            new PublicationSink<>(false),
            new PublicationSink<>(false),
            null,
            null),
        LearningJobOptions.parse(
            "--bootstrap-servers=none:1", "--checkpoint-interval=1s", "--max-rate=0"));
    var graph = environment.getStreamGraph();
    return cluster.submitJob(graph.getJobGraph()).get().getJobID();
  }

  /** Polls until the job has ended; returns the longest call by phase, microseconds. */
  private static Map<String, Long> watch(MiniCluster cluster, JobID job) throws Exception {
    Map<String, Long> longest = new LinkedHashMap<>();
    while (!cluster.getJobStatus(job).get().isGloballyTerminalState()) {
      Thread.sleep(POLL_MILLIS);
      String phase = phase(System.currentTimeMillis());
      longest.merge(phase, GaugeReporter.longestCallMicros(), Math::max);
      longest.merge(phase + CPU, GaugeReporter.longestCallCpuMicros(), Math::max);
    }
    if (!cluster.requestJobResult(job).get().isSuccess()) {
      throw new IllegalStateException("the job failed");
    }
    return longest;
  }

  private static String phase(long time) {
    for (Stretch solve : StallClock.solves()) {
      if (solve.holds(time)) {
        return "solve";
      }
    }
    // The gauge remembers two checkpoints: give what it saw while filling time to go.
    Stretch quiet = StallClock.quiet();
    boolean settled = quiet.from() > 0 && time > quiet.from() + 5_000;
    return settled && time < quiet.to() ? "no solve" : "other";
  }

  private static void report(
      StallOptions options, Map<String, Long> longest, List<AbstractCheckpointStats> checkpoints) {
    System.out.printf(
        Locale.ROOT,
        "window %d rows x %d features, %d arms, %d samples/s%n",
        options.rows,
        options.features,
        options.arms,
        options.rate);
    List<Double> solveSeconds = new ArrayList<>();
    StallClock.solves().forEach(s -> solveSeconds.add((s.to() - s.from()) / 1_000.0));
    System.out.printf(Locale.ROOT, "seconds from slide to price: %s%n", solveSeconds);
    for (String phase : List.of("no solve", "solve")) {
      System.out.printf(
          Locale.ROOT,
          "%-9s longest call %.1f ms, of the processor %.1f ms; checkpoints: %s%n",
          phase,
          longest.getOrDefault(phase, 0L) / 1_000.0,
          longest.getOrDefault(phase + CPU, 0L) / 1_000.0,
          durations(checkpoints, time -> phase(time).equals(phase)));
    }
  }

  private static String durations(
      List<AbstractCheckpointStats> checkpoints, Predicate<Long> triggered) {
    long[] millis =
        checkpoints.stream()
            .filter(checkpoint -> checkpoint.getStatus().isCompleted())
            .filter(checkpoint -> triggered.test(checkpoint.getTriggerTimestamp()))
            .mapToLong(AbstractCheckpointStats::getEndToEndDuration)
            .sorted()
            .toArray();
    if (millis.length == 0) {
      return "none";
    }
    return String.format(
        Locale.ROOT,
        "%d, median %d ms, mean %.0f ms, longest %d ms",
        millis.length,
        millis[millis.length / 2],
        Arrays.stream(millis).average().orElseThrow(),
        millis[millis.length - 1]);
  }
}
