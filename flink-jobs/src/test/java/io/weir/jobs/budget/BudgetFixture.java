package io.weir.jobs.budget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.jobs.common.FlinkFixture;
import io.weir.jobs.common.KafkaFixture;
import io.weir.jobs.common.kafka.JsonTopics;
import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The whole job on a real broker and a cluster with RocksDB. */
final class BudgetFixture implements AutoCloseable {
  static final Topics TOPICS = new Topics("weir.");
  static final int PARTITIONS = 2;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  final KafkaFixture kafka;
  final FlinkFixture flink;
  private final KafkaProducer<byte[], byte[]> producer;

  private BudgetFixture(KafkaFixture kafka, FlinkFixture flink) {
    this.kafka = kafka;
    this.flink = flink;
    this.producer = kafka.producer();
  }

  static BudgetFixture start(Path directory, int restarts) throws Exception {
    KafkaFixture kafka = KafkaFixture.start(PARTITIONS);
    return new BudgetFixture(kafka, FlinkFixture.start(directory, PARTITIONS, restarts));
  }

  JobID submit(@Nullable Path savepoint, int parallelism, String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--bootstrap-servers=" + kafka.bootstrapServers(),
                "--parallelism=" + parallelism,
                "--checkpoint-interval=1s",
                "--out-of-orderness=5s",
                "--heartbeat=1s",
                "--idleness=15s"));
    all.addAll(List.of(arguments));
    StreamExecutionEnvironment environment = flink.environment();
    BudgetJob.define(environment, BudgetOptions.parse(all.toArray(String[]::new)));
    // What wrote JSON before is left behind.
    return flink.submit(environment, savepoint, !all.contains("--json-topics"));
  }

  void send(Campaign campaign) {
    send(TOPICS.campaigns(), campaign.getCampaignId(), Money.bytes(campaign));
  }

  void send(DualPrice price) {
    send(TOPICS.dualPrices(), price.getCampaignId(), Money.bytes(price));
  }

  void send(Treatment treatment) {
    send(TOPICS.treatments(), treatment.getImpressionId(), Money.bytes(treatment));
  }

  void send(Outcome outcome) {
    send(TOPICS.outcomes(), outcome.getImpressionId(), Money.bytes(outcome));
  }

  void send(String topic, String key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
  }

  void flush() {
    producer.flush();
  }

  /** Reads statuses until the last one of every campaign in them fulfils the condition. */
  Map<String, BudgetStatus> awaitStatus(Predicate<Map<String, BudgetStatus>> enough) {
    List<ConsumerRecord<byte[], byte[]>> read =
        kafka.readCommitted(TOPICS.budgetStatus(), LIMIT, soFar -> enough.test(last(soFar)));
    return last(read);
  }

  /** Reads statuses as JSON until a campaign's budget is used up, by one that says so. */
  JsonNode awaitExhaustedJson(String campaignId) {
    List<ConsumerRecord<byte[], byte[]>> read =
        kafka.readCommitted(
            JsonTopics.name(TOPICS.budgetStatus()),
            LIMIT,
            soFar -> soFar.stream().anyMatch(message -> exhausted(json(message), campaignId)));
    return read.stream()
        .map(BudgetFixture::json)
        .filter(status -> exhausted(status, campaignId))
        .findFirst()
        .orElseThrow();
  }

  private static boolean exhausted(JsonNode status, String campaignId) {
    return status.path("campaignId").asText().equals(campaignId)
        && status.path("state").asText().equals("EXHAUSTED")
        && status.path("pacedDualPrice").asText().equals("Infinity");
  }

  private static JsonNode json(ConsumerRecord<byte[], byte[]> message) {
    try {
      return new ObjectMapper().readTree(message.value());
    } catch (IOException e) {
      throw new AssertionError("the job wrote what is no JSON", e);
    }
  }

  private static Map<String, BudgetStatus> last(List<ConsumerRecord<byte[], byte[]>> records) {
    RecordCodec<BudgetStatus> codec = new RecordCodec<>(BudgetStatus.class);
    Map<String, BudgetStatus> last = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> message : records) {
      try {
        BudgetStatus status = codec.decode(message.value());
        last.put(status.getCampaignId(), status);
      } catch (WireFormatException e) {
        throw new AssertionError("the job wrote what cannot be read", e);
      }
    }
    return last;
  }

  @Override
  public void close() throws Exception {
    producer.close();
    flink.close();
    kafka.close();
  }
}
