package io.weir.jobs.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.jobs.common.FlinkFixture;
import io.weir.jobs.common.KafkaFixture;
import io.weir.learner.Fixtures;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole job: samples from a real broker in Parquet files once, through a kill and a resume. */
@Timeout(300)
class ArchiveJobITCase {
  private static final List<String> CAMPAIGNS = List.of("spring", "../a b/ü");

  @TempDir private Path directory;

  private JobID submit(KafkaFixture kafka, FlinkFixture flink, @Nullable Path savepoint)
      throws Exception {
    StreamExecutionEnvironment environment = flink.environment();
    ArchiveJob.define(
        environment,
        ArchiveOptions.parse(
            "--bootstrap-servers=" + kafka.bootstrapServers(),
            "--parallelism=2",
            "--checkpoint-interval=1s",
            "--to=" + directory.resolve("archive").toUri()));
    return flink.submit(environment, savepoint);
  }

  /** Two campaigns over two days, missing values among theirs. */
  private static List<Sample> samples(int from, int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = from + i;
      Sample drawn = Fixtures.samples(CAMPAIGNS.get(number % 2), 1, number).get(0);
      samples.add(
          Sample.newBuilder(drawn)
              .setImpressionId("i" + number)
              .setOccurredAt(drawn.getOccurredAt().plus(Duration.ofDays(number % 4 / 2)))
              .setNumericFeatures(List.of(number % 10 == 0 ? Float.NaN : number, 1f))
              .build());
    }
    return samples;
  }

  private static void send(KafkaFixture kafka, List<Sample> samples) {
    RecordCodec<Sample> codec = new RecordCodec<>(Sample.class);
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      producer.send(new ProducerRecord<>("weir.samples", new byte[] {1, 2, 3}));
      for (Sample sample : samples) {
        byte[] key = sample.getImpressionId().getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>("weir.samples", key, codec.encode(sample)));
      }
      producer.flush();
    }
  }

  private List<Sample> archived() throws IOException {
    List<Sample> found = new ArrayList<>();
    for (String campaign : CAMPAIGNS) {
      SampleFiles.read(directory.resolve("archive"), campaign, found::add);
    }
    return found;
  }

  private void await(FlinkFixture flink, JobID job, int count) throws Exception {
    // The files of a checkpoint are committed once it is complete.
    for (int i = 0; i < 60; i++) {
      flink.awaitCheckpoint(job);
      if (Files.exists(directory.resolve("archive"))
          && folders() == 4
          && archived().size() >= count) {
        return;
      }
    }
  }

  private long folders() throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve("archive"))) {
      return all.filter(path -> path.getFileName().toString().startsWith("day=")).count();
    }
  }

  @Test
  void everySampleIsInTheArchiveOnce() throws Exception {
    List<Sample> all = samples(0, 3_000);
    try (KafkaFixture kafka = KafkaFixture.start(2);
        FlinkFixture flink = FlinkFixture.start(directory.resolve("flink"), 2, 10)) {
      JobID first = submit(kafka, flink, null);
      send(kafka, all.subList(0, 1_000));
      await(flink, first, 1_000);
      send(kafka, all.subList(1_000, 2_000));
      flink.killTaskManager();
      await(flink, first, 2_000);
      assertThat(flink.wasRestarted(first)).isTrue();
      Path savepoint = Path.of(URI.create(flink.stop(first, false)));
      send(kafka, all.subList(2_000, 3_000));
      JobID second = submit(kafka, flink, savepoint);
      await(flink, second, 3_000);
      flink.stop(second, true);
    }
    List<Sample> found = archived();
    assertThat(found).hasSize(3_000).containsExactlyInAnyOrderElementsOf(all);
    assertThat(folders()).isEqualTo(4);
  }

  @Test
  void aCampaignWithoutSamplesIsToldSo() {
    assertThatThrownBy(() -> SampleFiles.read(directory, "none", sample -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("campaign=none");
  }

  @Test
  void aLongIdentifierHasAFolderOfItsOwn() {
    String some = "ä".repeat(511) + "1";
    String other = "ä".repeat(511) + "2";
    assertThat(CampaignDay.folder(some)).hasSizeLessThan(255);
    assertThat(CampaignDay.folder(some)).isNotEqualTo(CampaignDay.folder(other));
  }

  @Test
  void aPathWithoutASchemeIsRefused() {
    assertThatThrownBy(
            () -> ArchiveOptions.parse("--bootstrap-servers=localhost:1", "--to=archive"))
        .hasMessageContaining("file:///");
  }
}
