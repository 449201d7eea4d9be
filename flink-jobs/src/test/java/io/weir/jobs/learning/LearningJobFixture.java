package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.FlinkFixture;
import io.weir.jobs.common.KafkaFixture;
import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.Campaign;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The learning job on a broker and a cluster of its own. */
final class LearningJobFixture implements AutoCloseable {
  static final Topics TOPICS = new Topics("weir.");

  final FlinkFixture flink;
  private final KafkaFixture kafka;
  private final KafkaProducer<byte[], byte[]> producer;

  private LearningJobFixture(
      KafkaFixture kafka, FlinkFixture flink, KafkaProducer<byte[], byte[]> producer) {
    this.kafka = kafka;
    this.flink = flink;
    this.producer = producer;
  }

  static LearningJobFixture start(Path directory) throws Exception {
    KafkaFixture kafka = KafkaFixture.start(1);
    return new LearningJobFixture(kafka, FlinkFixture.start(directory, 1, 0), kafka.producer());
  }

  JobID submit(@Nullable Path savepoint) throws Exception {
    StreamExecutionEnvironment environment = flink.environment();
    LearningJob.define(
        environment,
        LearningJobOptions.parse(
            "--bootstrap-servers=" + kafka.bootstrapServers(),
            "--checkpoint-interval=500ms",
            "--out-of-orderness=1s",
            "--idleness=5s"));
    return flink.submit(environment, savepoint);
  }

  void send(Campaign campaign) {
    send(TOPICS.campaigns(), campaign.getCampaignId(), campaign);
  }

  void send(Sample sample) {
    send(TOPICS.samples(), sample.getImpressionId(), sample);
  }

  void send(List<Sample> samples) {
    samples.forEach(this::send);
    producer.flush();
  }

  void flush() {
    producer.flush();
  }

  @SuppressWarnings("unchecked")
  private <R extends SpecificRecord> void send(String topic, String key, R record) {
    RecordCodec<R> codec = new RecordCodec<>((Class<R>) record.getClass());
    producer.send(
        new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), codec.encode(record)));
  }

  /** Reads a topic until what was read is enough; fails if it never is. */
  <R extends SpecificRecord> List<R> read(Class<R> type, String topic, Predicate<List<R>> enough)
      throws Exception {
    List<R> records =
        decode(
            type,
            kafka.readCommitted(
                topic, Duration.ofSeconds(120), soFar -> enough.test(decode(type, soFar))));
    assertThat(enough.test(records)).as("enough on " + topic).isTrue();
    return records;
  }

  private static <R extends SpecificRecord> List<R> decode(
      Class<R> type, List<ConsumerRecord<byte[], byte[]>> messages) {
    RecordCodec<R> codec = new RecordCodec<>(type);
    List<R> records = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      try {
        records.add(codec.decode(message.value()));
      } catch (io.weir.schemas.wire.WireFormatException e) {
        throw new AssertionError("an unreadable record", e);
      }
    }
    return records;
  }

  @Override
  public void close() throws Exception {
    producer.close();
    flink.close();
    kafka.close();
  }
}
