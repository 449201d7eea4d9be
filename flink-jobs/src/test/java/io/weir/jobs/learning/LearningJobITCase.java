package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.FlinkFixture;
import io.weir.jobs.common.KafkaFixture;
import io.weir.jobs.common.kafka.Topics;
import io.weir.learner.Fixtures;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job: samples in, models and prices out, killed and restored on the way. */
class LearningJobITCase {
  private static final Topics TOPICS = new Topics("weir.");
  private static final int SAMPLES = 6_000;

  /** What a run published, the latest of each version. */
  private record Published(
      TreeMap<Long, Model> models, List<Long> sentModels, TreeMap<Long, DualPrice> prices) {}

  @Test
  void aRunThatIsKilledTwicePublishesTheSameModels(@TempDir Path directory) throws Exception {
    Published whole = run(directory.resolve("whole"), 0);
    Published killed = run(directory.resolve("killed"), 2);
    assertThat(whole.models).hasSizeGreaterThan(10);
    assertThat(killed.models.keySet()).isEqualTo(whole.models.keySet());
    whole.models.forEach(
        (version, model) -> {
          Model other = killed.models.get(version);
          assertThat(other.getMembers())
              .as("weights of version %d", version)
              .isEqualTo(model.getMembers());
          assertThat(other.getProvenance()).isEqualTo(model.getProvenance());
        });
    assertThat(killed.prices.keySet()).isEqualTo(whole.prices.keySet());
    whole.prices.forEach(
        (version, price) -> {
          DualPrice other = killed.prices.get(version);
          assertThat(other.getDualPrice()).isEqualTo(price.getDualPrice());
          assertThat(other.getModelVersion()).isEqualTo(price.getModelVersion());
          assertThat(other.getDiagnostics()).isEqualTo(price.getDiagnostics());
        });
  }

  @Test
  void badOptionsLeaveTheLastGoodInForce(@TempDir Path directory) throws Exception {
    try (KafkaFixture kafka = KafkaFixture.start(1);
        FlinkFixture flink = FlinkFixture.start(directory, 1, 0);
        KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      JobID job = submit(kafka, flink);
      send(producer, TOPICS.campaigns(), "c", Fixtures.campaign("c", 1, Fixtures.quickOptions()));
      producer.flush();
      List<Sample> samples = Fixtures.samples("c", 2_000, 21);
      send(producer, samples.subList(0, 1_000));
      await(kafka, TOPICS.dualPrices(), 2);
      Map<String, String> bad = new HashMap<>(Fixtures.quickOptions());
      bad.put("slide-ms", "soon");
      send(producer, TOPICS.campaigns(), "c", Fixtures.campaign("c", 2, bad));
      producer.send(
          new ProducerRecord<>(
              TOPICS.samples(), "junk".getBytes(StandardCharsets.UTF_8), new byte[] {7, 7}));
      producer.flush();
      send(producer, samples.subList(1_000, 2_000));
      await(kafka, TOPICS.dualPrices(), 5);
      List<DeadLetter> letters = decode(DeadLetter.class, await(kafka, TOPICS.deadLetters(), 2));
      assertThat(letters)
          .extracting(DeadLetter::getReason)
          .containsExactlyInAnyOrder("INVALID_LEARNING_OPTION", "WRONG_MARKER");
      assertThat(letters).extracting(DeadLetter::getJob).containsOnly("learning");
      assertThat(flink.status(job)).isEqualTo(JobStatus.RUNNING);
    }
  }

  private static Published run(Path directory, int kills) throws Exception {
    try (KafkaFixture kafka = KafkaFixture.start(1);
        FlinkFixture flink = FlinkFixture.start(directory, 1, kills * 10);
        KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      JobID job = submit(kafka, flink);
      Campaign campaign = Fixtures.campaign("c", 1, Fixtures.quickOptions());
      send(producer, TOPICS.campaigns(), "c", campaign);
      producer.flush();
      flink.awaitCheckpoint(job);
      List<Sample> samples = Fixtures.samples("c", SAMPLES, 20);
      int chunk = 300;
      for (int from = 0; from < SAMPLES; from += chunk) {
        send(producer, samples.subList(from, from + chunk));
        Thread.sleep(150);
        if (kills > 0 && (from == 7 * chunk || from == 14 * chunk)) {
          flink.killTaskManager();
        }
      }
      List<Model> models =
          decode(
              Model.class,
              kafka.readCommitted(
                  TOPICS.models(), Duration.ofSeconds(90), read -> last(read) >= SAMPLES - 500));
      List<DualPrice> prices = decode(DualPrice.class, await(kafka, TOPICS.dualPrices(), 1));
      assertThat(flink.status(job)).isEqualTo(JobStatus.RUNNING);
      TreeMap<Long, Model> byVersion = new TreeMap<>();
      models.forEach(model -> byVersion.put(model.getModelVersion(), model));
      TreeMap<Long, DualPrice> byPriceVersion = new TreeMap<>();
      prices.forEach(price -> byPriceVersion.put(price.getPriceVersion(), price));
      assertThat(byVersion.keySet())
          .as("versions without a gap")
          .containsExactlyElementsOf(
              java.util.stream.LongStream.rangeClosed(1, byVersion.size()).boxed().toList());
      return new Published(
          byVersion, models.stream().map(Model::getModelVersion).toList(), byPriceVersion);
    }
  }

  /** Samples that the newest of the models has learned from, by its own account. */
  private static long last(List<ConsumerRecord<byte[], byte[]>> read) {
    if (read.isEmpty()) {
      return 0;
    }
    try {
      Map<String, String> provenance =
          new RecordCodec<>(Model.class).decode(read.get(read.size() - 1).value()).getProvenance();
      return Long.parseLong(provenance.get("samplesRandomized"))
          + Long.parseLong(provenance.get("samplesPolicy"))
          + Long.parseLong(provenance.get("samplesOverride"));
    } catch (io.weir.schemas.wire.WireFormatException e) {
      throw new AssertionError("an unreadable model", e);
    }
  }

  private static JobID submit(KafkaFixture kafka, FlinkFixture flink) throws Exception {
    StreamExecutionEnvironment environment = flink.environment();
    LearningJob.define(
        environment,
        LearningJobOptions.parse(
            "--bootstrap-servers=" + kafka.bootstrapServers(),
            "--checkpoint-interval=500ms",
            "--out-of-orderness=1s",
            "--idleness=5s"));
    return flink.submit(environment, null);
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, List<Sample> samples) {
    for (Sample sample : samples) {
      send(producer, TOPICS.samples(), sample.getImpressionId(), sample);
    }
    producer.flush();
  }

  @SuppressWarnings("unchecked")
  private static <R extends SpecificRecord> void send(
      KafkaProducer<byte[], byte[]> producer, String topic, String key, R record) {
    RecordCodec<R> codec = new RecordCodec<>((Class<R>) record.getClass());
    producer.send(
        new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), codec.encode(record)));
  }

  private static List<ConsumerRecord<byte[], byte[]>> await(
      KafkaFixture kafka, String topic, int count) {
    List<ConsumerRecord<byte[], byte[]>> read =
        kafka.readCommitted(topic, Duration.ofSeconds(60), soFar -> soFar.size() >= count);
    assertThat(read).as(topic).hasSizeGreaterThanOrEqualTo(count);
    return read;
  }

  private static <R extends SpecificRecord> List<R> decode(
      Class<R> type, List<ConsumerRecord<byte[], byte[]>> messages) throws Exception {
    RecordCodec<R> codec = new RecordCodec<>(type);
    List<R> records = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      records.add(codec.decode(message.value()));
    }
    return records;
  }
}
