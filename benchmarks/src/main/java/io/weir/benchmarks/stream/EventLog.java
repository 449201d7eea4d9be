package io.weir.benchmarks.stream;

import io.weir.jobs.common.kafka.Topics;
import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.Holdout;
import io.weir.schemas.Impression;
import io.weir.schemas.Outcome;
import io.weir.schemas.Treatment;
import io.weir.schemas.wire.RecordCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A finished stretch of one campaign's events: per impression one treatment and, for six in ten, an
 * outcome some time inside the window. Deterministic from its seed.
 *
 * @param impressions number of impressions
 * @param spacingMicros event time from one impression to the next
 * @param window attribution window; with the spacing it sets how many impressions are open at once
 */
record EventLog(int impressions, long spacingMicros, Duration window) {
  static final String CAMPAIGN = "benchmark";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final double OUTCOME_RATE = 0.6;
  private static final int NUMERIC_FEATURES = 8;
  private static final List<String> ARMS = List.of("none", "five", "ten", "fifteen", "twenty");
  private static final long SEED = 7;

  /** Returns how many impressions have their window open at once. */
  long openAtOnce() {
    return Math.min(impressions, window.toMillis() * 1000 / spacingMicros);
  }

  /**
   * Writes the log.
   *
   * @return number of events written
   */
  long produce(String bootstrapServers, Topics topics) {
    SplittableRandom random = new SplittableRandom(SEED);
    RecordCodec<Impression> impressionCodec = new RecordCodec<>(Impression.class);
    RecordCodec<Treatment> treatmentCodec = new RecordCodec<>(Treatment.class);
    RecordCodec<Outcome> outcomeCodec = new RecordCodec<>(Outcome.class);
    long events = 0;
    try (KafkaProducer<String, byte[]> producer = producer(bootstrapServers)) {
      send(
          producer,
          topics.campaigns(),
          CAMPAIGN,
          new RecordCodec<>(Campaign.class).encode(campaign()));
      List<Delayed> delayed = new ArrayList<>();
      int next = 0;
      for (int i = 0; i < impressions; i++) {
        String id = String.format("imp-%08x-%08x", random.nextInt(), i);
        Instant at = START.plusNanos(i * spacingMicros * 1000);
        send(
            producer, topics.impressions(), id, impressionCodec.encode(impression(id, at, random)));
        send(producer, topics.treatments(), id, treatmentCodec.encode(treatment(id, at, random)));
        events += 2;
        if (random.nextDouble() < OUTCOME_RATE) {
          // Outcomes leave in the order of the impressions, half a window later: as far apart in
          // the topic as they are in time, with disorder of a tenth of the window.
          long delayMillis = (long) (window.toMillis() * (0.45 + 0.1 * random.nextDouble()));
          Instant occurred = at.plusMillis(delayMillis);
          delayed.add(
              new Delayed(at.plusMillis(window.toMillis() / 2), id, outcome(id, occurred, random)));
        }
        while (next < delayed.size() && !delayed.get(next).due().isAfter(at)) {
          Delayed due = delayed.get(next++);
          send(producer, topics.outcomes(), due.impressionId(), outcomeCodec.encode(due.outcome()));
          events++;
        }
      }
      for (; next < delayed.size(); next++) {
        Delayed due = delayed.get(next);
        send(producer, topics.outcomes(), due.impressionId(), outcomeCodec.encode(due.outcome()));
        events++;
      }
    }
    return events;
  }

  private record Delayed(Instant due, String impressionId, Outcome outcome) {}

  private static KafkaProducer<String, byte[]> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "linger.ms", "20",
            "batch.size", "262144",
            "compression.type", "lz4"),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static void send(
      KafkaProducer<String, byte[]> producer, String topic, String key, byte[] value) {
    producer.send(
        new ProducerRecord<>(topic, key, value),
        (metadata, failure) -> {
          if (failure != null) {
            throw new IllegalStateException("the broker refused an event", failure);
          }
        });
  }

  private Campaign campaign() {
    Map<String, Double> even =
        Map.of("none", 0.2, "five", 0.2, "ten", 0.2, "fifteen", 0.2, "twenty", 0.2);
    return Campaign.newBuilder()
        .setCampaignId(CAMPAIGN)
        .setVersion(1)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(ARMS.stream().map(arm -> new Arm(arm, arm)).toList())
        .setFeatureSet("v1")
        .setNumericFeatures(
            java.util.stream.IntStream.range(0, NUMERIC_FEATURES).mapToObj(i -> "x" + i).toList())
        .setCategoricalFeatures(List.of())
        .setHoldout(new Holdout(0.1, even, "salt", false))
        .setBudget(new Budget(1_000_000_000L, "EUR", START, START.plus(Duration.ofDays(1))))
        .setAttributionWindowMs(window.toMillis())
        .setLearning(Map.of())
        .build();
  }

  private static String unit(String impressionId) {
    return "unit-" + impressionId.substring(4, 12);
  }

  private static Impression impression(String id, Instant at, SplittableRandom random) {
    List<Float> features = new ArrayList<>(NUMERIC_FEATURES);
    for (int i = 0; i < NUMERIC_FEATURES; i++) {
      features.add((float) random.nextDouble(-1, 1));
    }
    return new Impression(id, CAMPAIGN, unit(id), at, "v1", features, List.of(), null, null);
  }

  private static Treatment treatment(String id, Instant at, SplittableRandom random) {
    boolean randomized = random.nextDouble() < 0.1;
    return Treatment.newBuilder()
        .setImpressionId(id)
        .setCampaignId(CAMPAIGN)
        .setUnitId(unit(id))
        .setAssignedAt(at.plusMillis(5))
        .setArmId(ARMS.get(random.nextInt(ARMS.size())))
        .setAssignment(randomized ? Assignment.RANDOMIZED : Assignment.POLICY)
        .setPropensity(randomized ? 0.2 : null)
        .setModelVersion(randomized ? null : 1L)
        .setDualPrice(randomized ? null : 0.5)
        .build();
  }

  private static Outcome outcome(String id, Instant at, SplittableRandom random) {
    return new Outcome(
        id + "-o",
        id,
        CAMPAIGN,
        at,
        10 * random.nextDouble(),
        random.nextLong(2_000_000),
        null,
        null);
  }
}
