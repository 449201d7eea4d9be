package io.weir.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.jobs.common.FlinkFixture;
import io.weir.jobs.common.KafkaFixture;
import io.weir.jobs.common.Topics;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Sample;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
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

/** Three poisoned campaigns and a healthy one through the whole job. */
class PoisonedStreamITCase {
  private static final Topics TOPICS = new Topics("weir.");
  private static final int SAMPLES = 4_800;
  private static final int CLEAN = 1_500;

  @Test
  void poisonedCampaignsFreezeWithTheirAlarmsAndTheOtherGoesOn(@TempDir Path directory)
      throws Exception {
    Map<String, List<Sample>> streams =
        Map.of(
            "healthy", Fixtures.samples("healthy", SAMPLES, 51),
            "spiked", Poison.spikedRevenue(Fixtures.samples("spiked", SAMPLES, 52), CLEAN),
            "skewed", Poison.skewedHoldout(Fixtures.samples("skewed", SAMPLES, 53), CLEAN),
            "vanished",
                Poison.vanishedArm(Fixtures.samples("vanished", SAMPLES, 54), CLEAN, "gift"));
    try (KafkaFixture kafka = KafkaFixture.start(1);
        FlinkFixture flink = FlinkFixture.start(directory, 1, 0);
        KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      JobID job = submit(kafka, flink);
      for (String id : streams.keySet()) {
        send(producer, TOPICS.campaigns(), id, Fixtures.campaign(id, 1, Fixtures.quickOptions()));
      }
      producer.flush();
      for (int i = 0; i < SAMPLES; i++) {
        for (Map.Entry<String, List<Sample>> stream : streams.entrySet()) {
          if (i < stream.getValue().size()) {
            Sample sample = stream.getValue().get(i);
            send(producer, TOPICS.samples(), sample.getImpressionId(), sample);
          }
        }
      }
      producer.flush();
      Map<String, String> latest =
          reasons(
              kafka.readCommitted(
                  TOPICS.dualPrices(), Duration.ofSeconds(90), read -> settled(reasons(read))));
      assertThat(latest)
          .containsEntry("healthy", "ACCEPTED")
          .containsEntry("spiked", "OUTCOME_ALARM")
          .containsEntry("skewed", "RATIO_ALARM")
          .containsEntry("vanished", "POSITIVITY_ALARM");
      assertThat(flink.status(job)).isEqualTo(JobStatus.RUNNING);
    }
  }

  private static boolean settled(Map<String, String> reasons) {
    return "POSITIVITY_ALARM".equals(reasons.get("vanished"))
        && "RATIO_ALARM".equals(reasons.get("skewed"))
        && "OUTCOME_ALARM".equals(reasons.get("spiked"));
  }

  /** The gate's latest word on each campaign. */
  private static Map<String, String> reasons(List<ConsumerRecord<byte[], byte[]>> read) {
    RecordCodec<DualPrice> codec = new RecordCodec<>(DualPrice.class);
    Map<String, DualPrice> latest = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> message : read) {
      try {
        DualPrice price = codec.decode(message.value());
        latest.merge(
            price.getCampaignId(),
            price,
            (a, b) -> a.getPriceVersion() > b.getPriceVersion() ? a : b);
      } catch (WireFormatException e) {
        throw new AssertionError("an unreadable price", e);
      }
    }
    Map<String, String> reasons = new TreeMap<>();
    latest.forEach((id, price) -> reasons.put(id, price.getGate().getReason()));
    return reasons;
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

  @SuppressWarnings("unchecked")
  private static <R extends SpecificRecord> void send(
      KafkaProducer<byte[], byte[]> producer, String topic, String key, R record) {
    RecordCodec<R> codec = new RecordCodec<>((Class<R>) record.getClass());
    producer.send(
        new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), codec.encode(record)));
  }
}
