package io.weir.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.cli.embedded.EmbeddedBroker;
import io.weir.cli.embedded.EmbeddedCluster;
import io.weir.jobs.common.kafka.Topics;
import io.weir.jobs.learning.LearningJob;
import io.weir.jobs.learning.LearningJobOptions;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import io.weir.simulator.ExportCsv;
import io.weir.simulator.traffic.SampleStream;
import io.weir.simulator.world.Drift;
import io.weir.simulator.world.World;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A live run and its replays, on a real broker and a real cluster. */
class ReplayITCase {
  private static final Topics LIVE = new Topics("live.");
  private static final SampleStream.Plan PLAN =
      new SampleStream.Plan(
          Instant.parse("2026-01-05T00:00:00Z"), Duration.ofSeconds(10), 8, 300, 100);

  private static final Map<String, String> QUICK =
      Map.of(
          "learner.hidden", "8",
          "learner.members", "2",
          "learner.teacher.members", "2",
          "learner.batch-size", "32",
          "learner.chunk-size", "200",
          "warmup.samples", "200",
          "warmup.randomized", "20",
          "window.max-samples", "600",
          "slide-ms", "10000",
          "gate.mode", "GUARDS");

  private record Published(TreeMap<String, String> models, TreeMap<String, String> prices) {}

  @Test
  void replayedTopicsPublishWhatTheLiveRunPublished(@TempDir Path directory) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"))) {
      TopicAccess access = access(broker);
      Published live = runLive(broker, access, directory.resolve("live"));
      assertThat(live.models).hasSizeGreaterThan(10);
      ReplaySummary summary = replay(broker, "again.", directory, "--from=SAMPLES", "--compare");
      assertThat(summary.order()).isEqualTo(Replay.Order.AS_WRITTEN);
      assertThat(summary.samples()).isEqualTo(PLAN.perCampaign() * 3);
      Published again = published(access, new Topics("again."));
      // The replay also judges the stretch that the live run was stopped in.
      assertThat(again.models).containsAllEntriesOf(live.models);
      assertThat(again.prices).containsAllEntriesOf(live.prices);
      assertThat(again.prices.size() - live.prices.size()).isBetween(0, 3);
      assertThat(summary.comparisons()).hasSize(3).allMatch(ReplayComparison::same);
      assertThat(summary.comparisons())
          .allSatisfy(
              comparison -> {
                assertThat(comparison.models().live()).isGreaterThan(3);
                assertThat(comparison.models().gaps()).isZero();
                assertThat(comparison.samplesOfLastModel()).isLessThan(PLAN.perCampaign());
              });
      assertThat(summary.toText()).contains("equals the replay").doesNotContain("DIFFERS");
      ReplaySummary other =
          replay(broker, "other.", directory, "--from=SAMPLES", "--compare", "--learning=seed=9");
      assertThat(other.comparisons()).noneMatch(ReplayComparison::same);
      // By time is another order than the live run's, and the same for every replay.
      ReplaySummary first = replay(broker, "t1.", directory, "--from=SAMPLES", "--order=BY_TIME");
      ReplaySummary second = replay(broker, "t2.", directory, "--from=SAMPLES", "--order=BY_TIME");
      assertThat(first.campaigns()).isEqualTo(second.campaigns());
      assertThatThrownBy(() -> replay(broker, "again.", directory, "--from=SAMPLES"))
          .hasMessageContaining("not empty");
    }
  }

  @Test
  void replayedFilesPublishTheSameForTheSameSeed(@TempDir Path directory) throws Exception {
    Path files = directory.resolve("files");
    new CommandLine(new ExportCsv())
        .execute("--out=" + files, "--campaign=rides", "--obs=3000", "--rct=1000", "--span=P2D");
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"))) {
      String description = "--description=" + files.resolve("description.json");
      // Without waiting for evidence, so that every slide publishes and there is much to compare.
      String everySlide = "--learning=gate.mode=GUARDS";
      ReplaySummary first = replay(broker, "a.", directory, description, everySlide);
      ReplaySummary second = replay(broker, "b.", directory, description, everySlide);
      ReplaySummary other =
          replay(broker, "c.", directory, description, everySlide, "--learning=seed=9");
      assertThat(first.samples()).isEqualTo(4000);
      assertThat(first.deadLetters()).isEmpty();
      assertThat(first.campaigns().get(0).models()).hasSizeGreaterThan(10);
      assertThat(first.campaigns().get(0).prequentialValue()).isNotNull();
      assertThat(second.campaigns()).isEqualTo(first.campaigns());
      assertThat(other.campaigns()).isNotEqualTo(first.campaigns());
    }
  }

  private static Published runLive(EmbeddedBroker broker, TopicAccess access, Path directory)
      throws Exception {
    broker.createTopics(List.of(LIVE.samples(), LIVE.deadLetters()), 1, false);
    broker.createTopics(
        List.of(
            LIVE.campaigns(),
            LIVE.models(),
            LIVE.dualPrices(),
            LIVE.shadowModels(),
            LIVE.shadowDualPrices()),
        1,
        true);
    SampleStream stream =
        new SampleStream(World.bundled(3, Duration.ofSeconds(120), Drift.NONE), PLAN);
    try (EmbeddedCluster cluster = EmbeddedCluster.start(directory, 1, 0, Duration.ofSeconds(1));
        KafkaProducer<byte[], byte[]> producer = access.producer()) {
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.getExecutionEnvironment(cluster.configuration());
      LearningJob.define(
          environment,
          LearningJobOptions.parse(
              "--bootstrap-servers=" + broker.bootstrapServers(),
              "--topic-prefix=live.",
              "--checkpoint-interval=1s",
              "--out-of-orderness=1s"));
      JobID job = cluster.submit(environment, "live");
      for (Campaign campaign : stream.campaigns(QUICK)) {
        send(producer, LIVE.campaigns(), campaign.getCampaignId(), campaign);
      }
      for (int sent = 1; stream.hasNext(); sent++) {
        Sample sample = stream.next();
        send(producer, LIVE.samples(), sample.getImpressionId(), sample);
        if (sent % 1_000 == 0) {
          // Live traffic comes by and by, so that solves advance on the clock as well.
          producer.flush();
          Thread.sleep(200);
        }
      }
      producer.flush();
      long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
      // The last slide but one of every campaign; the samples after the last are too few.
      while (published(access, LIVE).prices.size() < 3 * 6) {
        assertThat(System.nanoTime()).as("time to publish").isLessThan(deadline);
        Thread.sleep(500);
      }
      cluster.stop(job, false);
    }
    return published(access, LIVE);
  }

  private static ReplaySummary replay(
      EmbeddedBroker broker, String toPrefix, Path directory, String... arguments)
      throws Exception {
    ReplayOptions options = new ReplayOptions();
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--from-prefix=live.";
    all[arguments.length + 1] = "--to-prefix=" + toPrefix;
    new CommandLine(options).parseArgs(all);
    return new Replay(options, access(broker)).run(directory.resolve("replay-" + toPrefix));
  }

  private static TopicAccess access(EmbeddedBroker broker) {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", broker.bootstrapServers());
    return new TopicAccess(client);
  }

  /** What a run published, without the clock's marks: by campaign and version. */
  private static Published published(TopicAccess access, Topics topics) throws Exception {
    Published published = new Published(new TreeMap<>(), new TreeMap<>());
    RecordCodec<Model> models = new RecordCodec<>(Model.class);
    RecordCodec<DualPrice> prices = new RecordCodec<>(DualPrice.class);
    access.read(
        access.ends(List.of(topics.models())),
        message -> {
          Model model = models.decode(message.value());
          published.models.put(
              model.getCampaignId() + "/" + model.getModelVersion(),
              model.getChecksum() + " " + model.getProvenance());
        });
    access.read(
        access.ends(List.of(topics.dualPrices())),
        message -> {
          DualPrice price = prices.decode(message.value());
          published.prices.put(
              price.getCampaignId() + "/" + price.getPriceVersion(),
              price.getModelVersion()
                  + " "
                  + price.getDualPrice()
                  + " "
                  + price.getGate()
                  + " "
                  + price.getDiagnostics());
        });
    return published;
  }

  @SuppressWarnings("unchecked")
  private static <R extends SpecificRecord> void send(
      KafkaProducer<byte[], byte[]> producer, String topic, String key, R record) {
    RecordCodec<R> codec = new RecordCodec<>((Class<R>) record.getClass());
    producer.send(
        new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), codec.encode(record)));
  }
}
