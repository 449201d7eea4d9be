package io.weir.benchmarks.learning;

import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.jobs.learning.LearningJob;
import io.weir.jobs.learning.LearningJobOptions;
import io.weir.jobs.learning.LearningSinks;
import io.weir.jobs.learning.LearningSources;
import io.weir.jobs.learning.SampleMessage;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Either;
import picocli.CommandLine;

/**
 * Measures how far behind a quiet campaign falls beside a hot one that shares its sources and its
 * subtask, with and without a limit to what a learner sees.
 */
public final class HotCampaign {
  /** Time in which sources and learners start; campaigns have none of it. */
  private static final long START_MILLIS = 8_000;

  private HotCampaign() {}

  /** Runs once for each limit and prints a line each. */
  public static void main(String[] arguments) throws Exception {
    HotOptions options = new HotOptions();
    new CommandLine(options).parseArgs(arguments);
    System.out.println(
        "| --max-rate | hot samples/s | learned from/s | quiet: slides | behind p50 ms | p99 | most |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (int maxRate : options.maxRates) {
      System.out.println(run(options, maxRate));
    }
  }

  private static String run(HotOptions options, int maxRate) throws Exception {
    try (MiniCluster cluster = cluster(options)) {
      cluster.start();
      HotClock.start(System.currentTimeMillis() + START_MILLIS, options.warmUpSeconds * 1_000L);
      JobID job = submit(cluster, options, maxRate);
      Thread.sleep(START_MILLIS + options.seconds * 1_000L);
      double seconds = (System.currentTimeMillis() - HotClock.startMillis()) / 1_000.0;
      long hot = HotClock.hot();
      List<Long> lags = HotClock.quietLags().stream().sorted().toList();
      String line =
          String.format(
              Locale.ROOT,
              "| %d | %.0f | %.0f | %d of %d | %s |",
              maxRate,
              hot / seconds,
              HotClock.hotSeen() / seconds,
              lags.size(),
              options.seconds - options.warmUpSeconds,
              lags.isEmpty()
                  ? "- | - | -"
                  : quantile(lags, 0.5) + " | " + quantile(lags, 0.99) + " | " + quantile(lags, 1));
      cluster.cancelJob(job).get(60, TimeUnit.SECONDS);
      return line;
    }
  }

  private static long quantile(List<Long> sorted, double share) {
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
  }

  private static MiniCluster cluster(HotOptions options) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        Files.createTempDirectory("weir-hot").toUri().toString());
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
    return new MiniCluster(
        new MiniClusterConfiguration.Builder()
            .setConfiguration(configuration)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(options.sources)
            .build());
  }

  private static JobID submit(MiniCluster cluster, HotOptions options, int maxRate)
      throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    var deadLetter = new AvroTypeInfo<>(DeadLetter.class);
    int partitions = options.sources;
    LearningJob.define(
        environment,
        new LearningSources(
            new DataGeneratorSource<>(
                new HotSamples(options),
                Long.MAX_VALUE / 2,
                new EitherTypeInfo<>(TypeInformation.of(SampleMessage.class), deadLetter)),
            new DataGeneratorSource<>(
                index -> {
                  String id = index == 0 ? HotOptions.QUIET : options.hotId();
                  return Either.<CampaignUpdate, DeadLetter>Left(
                      new CampaignUpdate(id, HotSamples.campaign(options, id)));
                },
                2,
                new EitherTypeInfo<>(TypeInformation.of(CampaignUpdate.class), deadLetter)),
            topic -> partitions),
        new LearningSinks(
            new PublicationSink<>(false),
            new PriceSink(),
            new PublicationSink<>(false),
            new PriceSink(),
            new PublicationSink<>(false),
            null,
            null),
        LearningJobOptions.parse(
            "--bootstrap-servers=none:1",
            "--checkpoint-interval=5s",
            "--parallelism=" + options.sources,
            "--max-rate=" + maxRate));
    return cluster.submitJob(environment.getStreamGraph().getJobGraph()).get().getJobID();
  }

  private static final class PriceSink implements Sink<DualPrice> {
    private static final long serialVersionUID = 1L;

    @Override
    public SinkWriter<DualPrice> createWriter(WriterInitContext context) {
      return new SinkWriter<>() {
        @Override
        public void write(DualPrice price, Context elementContext) {
          HotClock.published(price);
        }

        @Override
        public void flush(boolean endOfInput) {
          // Nothing is kept.
        }

        @Override
        public void close() {
          // Nothing is held.
        }
      };
    }
  }
}
