package io.weir.benchmarks.stream;

import io.weir.cli.embedded.EmbeddedBroker;
import io.weir.cli.embedded.EmbeddedCluster;
import io.weir.console.Console;
import io.weir.console.config.ConsoleOptions;
import io.weir.jobs.budget.BudgetJob;
import io.weir.jobs.budget.BudgetOptions;
import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Holdout;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Time from an outcome's sending to the first status on the topic that contains it, and to the
 * first event of a console that does, with the shipped checkpoint interval, under load on a hot
 * campaign.
 *
 * <p>Probes are outcomes of campaigns of their own. The k-th of a campaign costs 2^k micros, so
 * that a bit of the spend says whether the status contains it.
 */
@Command(
    name = "BudgetLatency",
    description = "Measures the time from an outcome to the status and the page that contain it.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class BudgetLatency implements Callable<Integer> {
  private static final int PARTITIONS = 2;
  private static final int PROBES_PER_CAMPAIGN = 43;
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(30);
  private static final long PATIENCE_SECONDS = 60;

  @Option(names = "--seconds", defaultValue = "75", description = "Length of the run.")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      description = "Seconds at the start that do not count.")
  private int warmUpSeconds;

  @Option(names = "--rate", defaultValue = "2000", description = "Events per second of load.")
  private int eventsPerSecond;

  @Option(names = "--probes", defaultValue = "20", description = "Probes per second.")
  private int probesPerSecond;

  private final Topics topics = new Topics("weir.");
  private final RecordCodec<Outcome> outcomes = new RecordCodec<>(Outcome.class);
  private final RecordCodec<Treatment> treatments = new RecordCodec<>(Treatment.class);
  private final Map<String, Long> sentNanos = new ConcurrentHashMap<>();
  private final Map<String, Long> statusNanos = new ConcurrentHashMap<>();
  private final Map<String, Long> consoleNanos = new ConcurrentHashMap<>();

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BudgetLatency()).execute(arguments));
  }

  /**
   * Runs everything and prints a line of numbers.
   *
   * @return 0 if every probe was seen, 1 if not
   */
  @Override
  public Integer call() throws Exception {
    Path directory = Files.createTempDirectory("weir-latency");
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"));
        EmbeddedCluster cluster =
            EmbeddedCluster.start(directory.resolve("flink"), 1, 0, CHECKPOINT_INTERVAL)) {
      broker.createTopics(
          List.of(
              topics.impressions(),
              topics.treatments(),
              topics.outcomes(),
              topics.samples(),
              topics.deadLetters()),
          PARTITIONS,
          false);
      broker.createTopics(
          List.of(
              topics.campaigns(),
              topics.models(),
              topics.dualPrices(),
              topics.shadowModels(),
              topics.shadowDualPrices(),
              topics.budgetStatus()),
          1,
          true);
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.getExecutionEnvironment(cluster.configuration());
      BudgetJob.define(
          environment,
          BudgetOptions.parse(
              "--bootstrap-servers=" + broker.bootstrapServers(),
              "--checkpoint-interval=" + CHECKPOINT_INTERVAL.toSeconds() + "s"));
      cluster.submit(environment, "weir " + BudgetJob.NAME);
      return measure(broker.bootstrapServers());
    } finally {
      delete(directory);
    }
  }

  private int measure(String servers) throws IOException, InterruptedException {
    Thread reader = new Thread(() -> read(servers), "status-reader");
    reader.setDaemon(true);
    try (Console console = Console.start(ConsoleOptions.readOnly(servers).withPort(0));
        ConsoleWatcher watcher =
            new ConsoleWatcher(
                console.address(), (id, micros, nanos) -> see(id, micros, nanos, consoleNanos))) {
      try (KafkaProducer<String, byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", servers, "linger.ms", "5"),
              new StringSerializer(),
              new ByteArraySerializer())) {
        announce(producer);
        reader.start();
        send(producer);
        producer.flush();
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!allSeen() && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    reader.interrupt();
    return report();
  }

  private boolean allSeen() {
    return statusNanos.size() == sentNanos.size() && consoleNanos.size() == sentNanos.size();
  }

  private int report() {
    System.out.printf(
        Locale.ROOT,
        "%,d events/s, checkpoints every %d s: %d probes sent%n",
        eventsPerSecond,
        CHECKPOINT_INTERVAL.toSeconds(),
        sentNanos.size());
    report("outcome to status", statusNanos);
    report("outcome to console", consoleNanos);
    return allSeen() ? 0 : 1;
  }

  private void report(String what, Map<String, Long> seenNanos) {
    long first = sentNanos.values().stream().mapToLong(Long::longValue).min().orElse(0);
    List<Double> millis = new ArrayList<>();
    sentNanos.forEach(
        (probe, sent) -> {
          Long seen = seenNanos.get(probe);
          if (seen != null && sent - first > TimeUnit.SECONDS.toNanos(warmUpSeconds)) {
            millis.add((seen - sent) / 1e6);
          }
        });
    millis.sort(null);
    System.out.printf(
        Locale.ROOT,
        "%s: %d seen; median %.0f ms, 90 %% %.0f ms, 99 %% %.0f ms, most %.0f ms%n",
        what,
        seenNanos.size(),
        quantile(millis, 0.5),
        quantile(millis, 0.9),
        quantile(millis, 0.99),
        quantile(millis, 1));
  }

  private static double quantile(List<Double> sorted, double share) {
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get(Math.min(sorted.size() - 1, (int) (share * sorted.size())));
  }

  private int probeCampaigns() {
    return seconds * probesPerSecond / PROBES_PER_CAMPAIGN + 1;
  }

  private void announce(KafkaProducer<String, byte[]> producer) {
    RecordCodec<Campaign> codec = new RecordCodec<>(Campaign.class);
    List<String> ids = new ArrayList<>(List.of("hot"));
    for (int c = 0; c < probeCampaigns(); c++) {
      ids.add("probe" + c);
    }
    for (String id : ids) {
      producer.send(new ProducerRecord<>(topics.campaigns(), id, codec.encode(campaign(id))));
    }
    producer.flush();
  }

  private static Campaign campaign(String id) {
    Instant start = Instant.ofEpochMilli(System.currentTimeMillis() / 60_000 * 60_000 - 3_600_000);
    return Campaign.newBuilder()
        .setCampaignId(id)
        .setVersion(1)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(List.of(new Arm("none", "none"), new Arm("ten", "ten")))
        .setFeatureSet("f1")
        .setNumericFeatures(List.of())
        .setCategoricalFeatures(List.of())
        .setHoldout(new Holdout(0.1, Map.of("none", 0.5, "ten", 0.5), "salt", false))
        .setBudget(new Budget(1L << 59, "EUR", start, start.plus(Duration.ofDays(1))))
        .setAttributionWindowMs(Duration.ofHours(1).toMillis())
        .build();
  }

  private void send(KafkaProducer<String, byte[]> producer) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(1);
    long start = System.nanoTime();
    long load = 0;
    int probe = 0;
    int probes = seconds * probesPerSecond;
    while (probe < probes) {
      double elapsed = (System.nanoTime() - start) / 1e9;
      for (; load < elapsed * eventsPerSecond; load += 2) {
        sendLoad(producer, load, random);
      }
      for (; probe < probes && probe < elapsed * probesPerSecond; probe++) {
        sendProbe(producer, probe);
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private void sendLoad(KafkaProducer<String, byte[]> producer, long n, SplittableRandom random) {
    String id = "i" + n;
    Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
    Treatment treatment =
        new Treatment(
            id, "hot", "u" + n, now, "ten", Assignment.POLICY, null, 1L, 1.0, 400_000L, null);
    Outcome outcome =
        new Outcome(
            "o" + n,
            "i" + Math.max(0, n - 2 * random.nextInt(1_000)),
            "hot",
            now,
            1.0,
            400_000L,
            null,
            null);
    producer.send(new ProducerRecord<>(topics.treatments(), id, treatments.encode(treatment)));
    producer.send(
        new ProducerRecord<>(
            topics.outcomes(), outcome.getImpressionId(), outcomes.encode(outcome)));
  }

  private void sendProbe(KafkaProducer<String, byte[]> producer, int probe) {
    String campaign = "probe" + probe / PROBES_PER_CAMPAIGN;
    int bit = probe % PROBES_PER_CAMPAIGN;
    String id = campaign + "/" + bit;
    Outcome outcome =
        new Outcome(
            id,
            id,
            campaign,
            Instant.ofEpochMilli(System.currentTimeMillis()),
            1.0,
            1L << bit,
            null,
            null);
    sentNanos.put(id, System.nanoTime());
    producer.send(new ProducerRecord<>(topics.outcomes(), id, outcomes.encode(outcome)));
  }

  private void read(String servers) {
    RecordCodec<BudgetStatus> codec = new RecordCodec<>(BudgetStatus.class);
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", servers);
    properties.put("isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partition = List.of(new TopicPartition(topics.budgetStatus(), 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      while (true) {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(100))) {
          BudgetStatus status = codec.decode(message.value());
          see(status.getCampaignId(), status.getSpentMicros(), System.nanoTime(), statusNanos);
        }
      }
    } catch (org.apache.kafka.common.errors.InterruptException e) {
      Thread.currentThread().interrupt();
    } catch (WireFormatException e) {
      throw new IllegalStateException("the job wrote what cannot be read", e);
    }
  }

  private void see(String campaignId, long spentMicros, long nanos, Map<String, Long> seenNanos) {
    for (int bit = 0; bit < PROBES_PER_CAMPAIGN; bit++) {
      if ((spentMicros >> bit & 1) != 0) {
        String probe = campaignId + "/" + bit;
        if (sentNanos.containsKey(probe)) {
          seenNanos.putIfAbsent(probe, nanos);
        }
      }
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
