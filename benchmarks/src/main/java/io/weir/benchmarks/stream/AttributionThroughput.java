package io.weir.benchmarks.stream;

import io.weir.cli.embedded.EmbeddedBroker;
import io.weir.cli.embedded.EmbeddedCluster;
import io.weir.cli.embedded.FlinkRest;
import io.weir.jobs.attribution.AttributionJob;
import io.weir.jobs.attribution.AttributionOptions;
import io.weir.jobs.common.kafka.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Events per second of the attribution job beside {@link FloorJob}, over the same topics in the
 * same run, and the bytes of state that an open impression takes. Both jobs read a finished log,
 * close every window, commit and end; the time is Flink's own, from start to the last commit.
 */
@Command(
    name = "AttributionThroughput",
    description = "Compares the attribution job with the least that a join must do.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class AttributionThroughput implements Callable<Integer> {
  private static final int PARTITIONS = 2;
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

  @Option(names = "--impressions", defaultValue = "600000", description = "Impressions in the log.")
  private int impressions;

  @Option(
      names = "--window-ms",
      defaultValue = "200000",
      description = "Attribution window; impressions are one millisecond apart.")
  private long windowMillis;

  @Option(names = "--rounds", defaultValue = "3", description = "Runs of each job, alternating.")
  private int rounds;

  @Option(names = "--parallelism", defaultValue = "1", description = "Of both jobs.")
  private int parallelism;

  @Option(
      names = "--job-option",
      paramLabel = "OPTION",
      description = "Option of the attribution job, as --cache-mebibytes=16; repeatable.")
  private List<String> jobOptions = List.of();

  @Option(
      names = "--flink",
      paramLabel = "KEY=VALUE",
      description = "Flink setting of both jobs, to see what it does to the ratio.")
  private Map<String, String> settings = Map.of();

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new AttributionThroughput()).execute(arguments));
  }

  /**
   * Runs everything and prints a table.
   *
   * @return 0 if every impression came out as one sample, 1 if not
   */
  @Override
  public Integer call() throws Exception {
    Path directory = Files.createTempDirectory("weir-benchmark");
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"));
        EmbeddedCluster cluster =
            EmbeddedCluster.start(
                directory.resolve("flink"), parallelism, 0, CHECKPOINT_INTERVAL)) {
      return new Run(broker, cluster, directory).all();
    } finally {
      delete(directory);
    }
  }

  private final class Run {
    private final EmbeddedBroker broker;
    private final EmbeddedCluster cluster;
    private final Path directory;
    private final Topics topics = new Topics("weir.");

    Run(EmbeddedBroker broker, EmbeddedCluster cluster, Path directory) {
      this.broker = broker;
      this.cluster = cluster;
      this.directory = directory;
    }

    int all() throws Exception {
      EventLog log = new EventLog(impressions, 1000, Duration.ofMillis(windowMillis));
      createTopics(topics);
      long events = log.produce(broker.bootstrapServers(), topics);
      System.out.printf(
          Locale.ROOT,
          "%,d events of %,d impressions, %,d open at once, parallelism %d%n",
          events,
          impressions,
          log.openAtOnce(),
          parallelism);
      List<Speed> floor = new ArrayList<>();
      List<Speed> attribution = new ArrayList<>();
      boolean complete = true;
      for (int round = 1; round <= rounds; round++) {
        floor.add(runFloor("floor-" + round));
        attribution.add(runAttribution("attribution-" + round));
        report("round " + round, events, floor.get(round - 1), attribution.get(round - 1));
        long samples = committed(topics.samples()) / round;
        long deadLetters = committed(topics.deadLetters());
        complete &= samples == impressions && deadLetters == 0;
        System.out.printf(
            Locale.ROOT,
            "         %,d samples committed, %,d dead letters%n",
            samples,
            deadLetters);
      }
      report("median", events, Speed.median(floor), Speed.median(attribution));
      stateSize();
      return complete ? 0 : 1;
    }

    private Speed runFloor(String group) throws Exception {
      AttributionOptions options = options(topics, group, "--bounded");
      StreamExecutionEnvironment environment = environment();
      FloorJob.define(environment, options, "floor");
      return run(environment, FloorJob.NAME, FloorJob.OPERATOR);
    }

    private Speed runAttribution(String group) throws Exception {
      List<String> more = new ArrayList<>(jobOptions);
      more.add("--bounded");
      AttributionOptions options = options(topics, group, more.toArray(String[]::new));
      StreamExecutionEnvironment environment = environment();
      AttributionJob.define(environment, options);
      return run(environment, AttributionJob.NAME, AttributionJob.NAME);
    }

    private Speed run(StreamExecutionEnvironment environment, String job, String operator)
        throws Exception {
      try (OperatorTime time = OperatorTime.of(operator)) {
        Duration wall = cluster.awaitFinished(cluster.submit(environment, job));
        return new Speed(wall.toMillis() / 1e3, time.stop());
      }
    }

    /**
     * Leaves every impression open and divides the size of a canonical savepoint by their number.
     */
    private void stateSize() throws Exception {
      Topics apart = new Topics("open.");
      createTopics(apart);
      EventLog log = new EventLog(100_000, 100, Duration.ofHours(1));
      log.produce(broker.bootstrapServers(), apart);
      StreamExecutionEnvironment environment = environment();
      AttributionJob.define(environment, options(apart, "open", jobOptions.toArray(String[]::new)));
      JobID job = cluster.submit(environment, "open");
      FlinkRest rest = new FlinkRest(cluster.restAddress());
      while (rest.sum(job, "open_impressions").orElse(0) < log.impressions()
          || rest.sum(job, "pendingRecords").orElse(1) > 0) {
        TimeUnit.MILLISECONDS.sleep(500);
      }
      System.out.printf(
          Locale.ROOT,
          "task manager: managed memory %,d of %,d MiB used (RocksDB's cache and write buffers),"
              + " heap %,d of at most %,d MiB%n",
          rest.taskManagerSum("Status.Flink.Memory.Managed.Used") >> 20,
          rest.taskManagerSum("Status.Flink.Memory.Managed.Total") >> 20,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax() >> 20);
      long bytes = size(Path.of(URI.create(cluster.stop(job, false))));
      System.out.printf(
          Locale.ROOT,
          "state: %,d bytes an open impression (%,d open, canonical savepoint of %,d bytes)%n",
          bytes / log.impressions(),
          log.impressions(),
          bytes);
    }

    private void createTopics(Topics topics) throws Exception {
      broker.createTopics(
          List.of(topics.impressions(), topics.treatments(), topics.outcomes()), PARTITIONS, false);
      broker.createTopics(
          List.of(topics.samples(), topics.deadLetters(), "floor"), PARTITIONS, false);
      broker.createTopics(List.of(topics.campaigns()), 1, true);
    }

    private AttributionOptions options(Topics topics, String group, String... more) {
      List<String> all =
          new ArrayList<>(
              List.of(
                  "--bootstrap-servers=" + broker.bootstrapServers(),
                  "--topic-prefix=" + topics.prefix(),
                  "--group-prefix=" + group + "-",
                  "--parallelism=" + parallelism,
                  "--checkpoint-interval=" + CHECKPOINT_INTERVAL.toSeconds() + "s"));
      all.addAll(Arrays.asList(more));
      return AttributionOptions.parse(all.toArray(String[]::new));
    }

    private StreamExecutionEnvironment environment() {
      Configuration configuration = cluster.configuration();
      settings.forEach(configuration::setString);
      return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    }

    private long committed(String topic) {
      Map<String, Object> properties =
          Map.of(
              "bootstrap.servers", broker.bootstrapServers(),
              "isolation.level", "read_committed",
              "auto.offset.reset", "earliest");
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(
              properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        List<TopicPartition> partitions =
            consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long count = 0;
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
          for (ConsumerRecord<byte[], byte[]> unused : consumer.poll(Duration.ofMillis(200))) {
            count++;
          }
        }
        return count;
      }
    }
  }

  private static void report(String what, long events, Speed floor, Speed attribution) {
    System.out.printf(
        Locale.ROOT,
        "%s: floor %,.0f events/s, attribution %,.0f events/s, ratio %.2f; operator floor %.2f us,"
            + " attribution %.2f us an event, ratio %.2f%n",
        what,
        events / floor.wallSeconds(),
        events / attribution.wallSeconds(),
        floor.wallSeconds() / attribution.wallSeconds(),
        floor.operatorSeconds() / events * 1e6,
        attribution.operatorSeconds() / events * 1e6,
        floor.operatorSeconds() / attribution.operatorSeconds());
  }

  /**
   * What one run took.
   *
   * @param wallSeconds from start to the last commit
   * @param operatorSeconds processor time of the keyed operator and what is chained to it
   */
  private record Speed(double wallSeconds, double operatorSeconds) {
    static Speed median(List<Speed> speeds) {
      return new Speed(
          median(speeds.stream().mapToDouble(Speed::wallSeconds)),
          median(speeds.stream().mapToDouble(Speed::operatorSeconds)));
    }

    private static double median(DoubleStream values) {
      double[] sorted = values.sorted().toArray();
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
  }

  private static long size(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .mapToLong(
              file -> {
                try {
                  return Files.size(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .sum();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
