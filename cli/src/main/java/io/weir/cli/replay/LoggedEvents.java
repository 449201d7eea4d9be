package io.weir.cli.replay;

import io.weir.backtest.data.Experiment;
import io.weir.backtest.description.CategoricalFeature;
import io.weir.backtest.description.Description;
import io.weir.core.money.Money;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Turns logged rows into the events they would have been: an impression and a treatment at the
 * row's time, and its outcome at a time drawn inside the attribution window. Each topic is in order
 * of time; the same rows and seed give the same events.
 */
final class LoggedEvents {
  private static final int SLIDES = 48;
  private static final long ROW_MILLIS = 1_000;
  private static final String FEATURES = "replay-v1";

  private final Description description;
  private final Experiment rows;
  private final String campaignId;
  private final long windowMillis;
  private final double budget;
  private final long seed;
  private final long[] times;
  private final double[] armShare;

  /**
   * Prepares rows.
   *
   * @param window attribution window, two milliseconds or more
   * @param budget currency units per impression
   * @param seed of the outcomes' times
   * @throws IllegalArgumentException if a row has a negative cost, or no row is randomized
   */
  LoggedEvents(
      Description description,
      Experiment rows,
      String campaignId,
      Duration window,
      double budget,
      long seed) {
    this.description = description;
    this.rows = rows;
    this.campaignId = campaignId;
    this.windowMillis = window.toMillis();
    this.budget = budget;
    this.seed = seed;
    long[] known = rows.timestamp();
    this.times = new long[rows.rows()];
    for (int row = 0; row < times.length; row++) {
      times[row] = known == null ? row * ROW_MILLIS : known[row];
      if (rows.cost()[row] < 0) {
        throw new IllegalArgumentException("row " + (row + 1) + " has a negative cost");
      }
    }
    this.armShare = armShare();
  }

  private double[] armShare() {
    double[] share = new double[rows.arms().size()];
    int[] randomized = rows.rowsWhere(true);
    if (randomized.length == 0) {
      throw new IllegalArgumentException("no row is randomized, so nothing could be evaluated");
    }
    for (int row : randomized) {
      share[rows.arm()[row]] += 1.0 / randomized.length;
    }
    return share;
  }

  /** Returns the campaign that the rows belong to. */
  Campaign campaign() {
    List<String> arms = new ArrayList<>(rows.arms());
    // The free arm comes first in a campaign.
    arms.add(0, arms.remove(rows.freeArm()));
    Map<String, Double> probabilities = new LinkedHashMap<>();
    for (int arm = 0; arm < armShare.length; arm++) {
      probabilities.put(rows.arms().get(arm), armShare[arm]);
    }
    List<io.weir.schemas.CategoricalFeature> categorical = new ArrayList<>();
    for (int k = 0; k < rows.levelNames().size(); k++) {
      CategoricalFeature feature = description.categoricalFeatures().get(k);
      // Twice the levels, so that few of them share a bucket.
      int levels = Math.min(feature.maxLevels(), rows.levelNames().get(k).size());
      categorical.add(
          new io.weir.schemas.CategoricalFeature(feature.column(), Math.max(2, 2 * levels)));
    }
    long first = Arrays.stream(times).min().orElseThrow();
    long last = Arrays.stream(times).max().orElseThrow();
    Map<String, String> learning = new HashMap<>();
    learning.put("budget.per-impression-micros", Long.toString(Money.ofUnits(budget).micros()));
    learning.put("slide-ms", Long.toString(Math.max(100, (last - first) / SLIDES)));
    return Campaign.newBuilder()
        .setCampaignId(campaignId)
        .setVersion(1)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(arms.stream().map(arm -> new Arm(arm, arm)).toList())
        .setFeatureSet(FEATURES)
        .setNumericFeatures(description.numericFeatures())
        .setCategoricalFeatures(categorical)
        .setNullableFeatures(description.nullableFeatures())
        .setHoldout(
            new Holdout(
                rows.rowsWhere(true).length / (double) rows.rows(),
                probabilities,
                campaignId,
                true))
        .setBudget(
            new Budget(
                Math.round(1e6 * budget * rows.rows()),
                "XXX",
                Instant.ofEpochMilli(first),
                Instant.ofEpochMilli(last + 1)))
        .setAttributionWindowMs(windowMillis)
        .setLearning(learning)
        .build();
  }

  /** Writes all events. */
  void write(TopicAccess topics, Topics names) throws Exception {
    RecordCodec<Impression> impressions = new RecordCodec<>(Impression.class);
    RecordCodec<Treatment> treatments = new RecordCodec<>(Treatment.class);
    RecordCodec<Outcome> outcomes = new RecordCodec<>(Outcome.class);
    long[] outcomeTimes = new long[times.length];
    SplittableRandom random = new SplittableRandom(seed);
    for (int row = 0; row < times.length; row++) {
      outcomeTimes[row] = times[row] + 1 + random.nextLong(windowMillis - 1);
    }
    try (KafkaProducer<byte[], byte[]> producer = topics.producer()) {
      Delivery delivery = new Delivery();
      for (int row : inOrder(times)) {
        byte[] key = key(row);
        producer.send(
            new ProducerRecord<>(names.impressions(), 0, key, impressions.encode(impression(row))),
            delivery);
        producer.send(
            new ProducerRecord<>(names.treatments(), 0, key, treatments.encode(treatment(row))),
            delivery);
      }
      for (int row : inOrder(outcomeTimes)) {
        producer.send(
            new ProducerRecord<>(
                names.outcomes(), 0, key(row), outcomes.encode(outcome(row, outcomeTimes[row]))),
            delivery);
      }
      producer.flush();
      delivery.check();
    }
  }

  private static int[] inOrder(long[] times) {
    return IntStream.range(0, times.length)
        .boxed()
        .sorted(Comparator.comparingLong((Integer row) -> times[row]).thenComparing(row -> row))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private String id(int row) {
    return campaignId + "-" + (row + 1);
  }

  private byte[] key(int row) {
    return id(row).getBytes(StandardCharsets.UTF_8);
  }

  private Impression impression(int row) {
    List<Float> numeric = new ArrayList<>();
    for (int k = 0; k < rows.numericFeatures(); k++) {
      numeric.add((float) rows.numeric()[row * rows.numericFeatures() + k]);
    }
    List<String> categorical = new ArrayList<>();
    int features = rows.levelNames().size();
    for (int k = 0; k < features; k++) {
      categorical.add(rows.levelNames().get(k).get(rows.levels()[row * features + k]));
    }
    return Impression.newBuilder()
        .setImpressionId(id(row))
        .setCampaignId(campaignId)
        .setUnitId(id(row))
        .setOccurredAt(Instant.ofEpochMilli(times[row]))
        .setFeatureSet(FEATURES)
        .setNumericFeatures(numeric)
        .setCategoricalFeatures(categorical)
        .build();
  }

  private Treatment treatment(int row) {
    boolean randomized = rows.randomized()[row];
    double[] propensity = rows.propensity();
    int arm = rows.arm()[row];
    Double known = randomized ? (propensity == null ? armShare[arm] : propensity[row]) : null;
    return Treatment.newBuilder()
        .setImpressionId(id(row))
        .setCampaignId(campaignId)
        .setUnitId(id(row))
        .setAssignedAt(Instant.ofEpochMilli(times[row]))
        .setArmId(rows.arms().get(arm))
        .setAssignment(randomized ? Assignment.RANDOMIZED : Assignment.POLICY)
        .setPropensity(known)
        .build();
  }

  private Outcome outcome(int row, long time) {
    return Outcome.newBuilder()
        .setOutcomeId(id(row) + "-o")
        .setImpressionId(id(row))
        .setCampaignId(campaignId)
        .setOccurredAt(Instant.ofEpochMilli(time))
        .setRevenue(rows.revenue()[row])
        .setCostMicros(Money.ofUnits(rows.cost()[row]).micros())
        .build();
  }
}
