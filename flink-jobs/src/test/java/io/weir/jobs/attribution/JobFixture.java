package io.weir.jobs.attribution;

import io.weir.jobs.attribution.event.Events;
import io.weir.jobs.common.FlinkFixture;
import io.weir.jobs.common.KafkaFixture;
import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The whole job on a real broker and a cluster with RocksDB. */
final class JobFixture implements AutoCloseable {
  static final Topics TOPICS = new Topics("weir.");
  private static final int PARTITIONS = 2;
  private static final int RECENT = 450;
  private static final Duration LIMIT = Duration.ofSeconds(120);

  final KafkaFixture kafka;
  final FlinkFixture flink;
  private final KafkaProducer<byte[], byte[]> producer;

  private JobFixture(KafkaFixture kafka, FlinkFixture flink) {
    this.kafka = kafka;
    this.flink = flink;
    this.producer = kafka.producer();
  }

  static JobFixture start(Path directory, int restarts) throws Exception {
    return start(directory, restarts, Map.of());
  }

  static JobFixture start(Path directory, int restarts, Map<String, String> topicConfig)
      throws Exception {
    KafkaFixture kafka = KafkaFixture.start(PARTITIONS, topicConfig);
    return new JobFixture(kafka, FlinkFixture.start(directory, PARTITIONS, restarts));
  }

  JobID submit(@Nullable Path savepoint, String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--bootstrap-servers=" + kafka.bootstrapServers(),
                "--parallelism=" + PARTITIONS,
                "--checkpoint-interval=1s",
                "--out-of-orderness=5s",
                "--idleness=15s"));
    all.addAll(List.of(arguments));
    StreamExecutionEnvironment environment = flink.environment();
    AttributionJob.define(environment, AttributionOptions.parse(all.toArray(String[]::new)));
    return flink.submit(environment, savepoint);
  }

  void send(Campaign campaign) {
    send(TOPICS.campaigns(), campaign.getCampaignId(), Events.bytes(campaign));
  }

  void send(Impression impression) {
    send(TOPICS.impressions(), impression.getImpressionId(), Events.bytes(impression));
  }

  void send(Treatment treatment) {
    send(TOPICS.treatments(), treatment.getImpressionId(), Events.bytes(treatment));
  }

  void send(Outcome outcome) {
    send(TOPICS.outcomes(), outcome.getImpressionId(), Events.bytes(outcome));
  }

  void send(String topic, String key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
  }

  void flush() {
    producer.flush();
  }

  /**
   * Carries event time of every partition of every topic to the given time and beyond, with as many
   * events as make nearly all of the recent ones.
   */
  void advanceTo(long millis) {
    for (int i = 0; i < RECENT * PARTITIONS; i++) {
      int partition = i % PARTITIONS;
      String id = "advance-" + millis + "-" + i;
      sendTo(TOPICS.impressions(), partition, Events.bytes(Events.impression(id, millis)));
      sendTo(TOPICS.treatments(), partition, Events.bytes(Events.treatment(id, millis, "none")));
      sendTo(TOPICS.outcomes(), partition, Events.bytes(Events.outcome(id, id, millis, 0, 0)));
    }
    flush();
  }

  private void sendTo(String topic, int partition, byte[] value) {
    producer.send(new ProducerRecord<>(topic, partition, null, value));
  }

  /** Reads the committed samples until there are as many as expected. */
  List<Sample> samples(int expected) throws WireFormatException {
    return decode(
        Sample.class,
        kafka.readCommitted(TOPICS.samples(), LIMIT, read -> read.size() >= expected));
  }

  /** Reads the dead letters by key until there are as many keys as expected. */
  Map<String, DeadLetter> deadLetters(int expected) throws WireFormatException {
    List<ConsumerRecord<byte[], byte[]>> read =
        kafka.readCommitted(
            TOPICS.deadLetters(),
            LIMIT,
            soFar -> soFar.stream().map(JobFixture::key).distinct().count() >= expected);
    Map<String, DeadLetter> letters = new LinkedHashMap<>();
    List<DeadLetter> decoded = decode(DeadLetter.class, read);
    for (int i = 0; i < read.size(); i++) {
      letters.put(key(read.get(i)), decoded.get(i));
    }
    return letters;
  }

  private static String key(ConsumerRecord<byte[], byte[]> message) {
    return new String(message.key(), StandardCharsets.UTF_8);
  }

  private static <R extends SpecificRecord> List<R> decode(
      Class<R> type, List<ConsumerRecord<byte[], byte[]>> messages) throws WireFormatException {
    RecordCodec<R> codec = new RecordCodec<>(type);
    List<R> records = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      records.add(codec.decode(message.value()));
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
