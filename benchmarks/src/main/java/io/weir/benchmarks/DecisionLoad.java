package io.weir.benchmarks;

import io.weir.client.DecisionEngine;
import io.weir.client.RejectedRecordException;
import io.weir.client.TimeToLive;
import io.weir.core.hash.Crc64Avro;
import io.weir.core.scoring.WeightBytes;
import io.weir.schemas.ActivationFunction;
import io.weir.schemas.Arm;
import io.weir.schemas.Budget;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Holdout;
import io.weir.schemas.Impression;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import io.weir.schemas.PacingState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Decisions per second and the tail of their latency by number of threads, while budget statuses
 * come in twenty times a second. Five arms, 8 numeric features, one categorical feature of 16
 * buckets, a network of 64 and 32 hidden units.
 */
public final class DecisionLoad {
  private static final String CAMPAIGN = "load";
  private static final long START = 1_700_000_000_000L;
  private static final int ARMS = 5;
  private static final int NUMERIC = 8;
  private static final int BUCKETS = 16;
  private static final int PEOPLE = 4_096;
  // Buckets of a sixteenth of a factor two.
  private static final int RESOLUTION = 16;

  private DecisionLoad() {}

  /**
   * Prints the table.
   *
   * @param arguments seconds a row (default 5), then numbers of threads (default 1 2 4 8)
   */
  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    List<Integer> threads = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      threads.add(Integer.parseInt(arguments[i]));
    }
    if (threads.isEmpty()) {
      threads.addAll(List.of(1, 2, 4, 8));
    }
    DecisionEngine engine = engine();
    run(engine, 1, 2);
    System.out.println(
        Runtime.getRuntime().availableProcessors()
            + " processors\n\n"
            + "| threads | decisions/s | median | 99 % | 99.9 % | most |\n|---|---|---|---|---|---|");
    for (int count : threads) {
      System.out.println(run(engine, count, seconds));
    }
  }

  private static DecisionEngine engine() throws RejectedRecordException {
    DecisionEngine engine = new DecisionEngine(TimeToLive.DEFAULT);
    engine.apply(campaign());
    engine.apply(model(), START);
    engine.apply(status(1.0, START), START);
    return engine;
  }

  private static String run(DecisionEngine engine, int threads, int seconds)
      throws InterruptedException {
    AtomicBoolean running = new AtomicBoolean(true);
    long[][] histograms = new long[threads][64 * RESOLUTION];
    List<Impression> people = people();
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      long[] histogram = histograms[t];
      int offset = t * 37;
      new Thread(
              () -> {
                for (int i = offset; running.get(); i++) {
                  Impression impression = people.get(i % PEOPLE);
                  long start = System.nanoTime();
                  engine.decide(impression, START);
                  histogram[bucket(System.nanoTime() - start)]++;
                }
                done.countDown();
              })
          .start();
    }
    long begin = System.nanoTime();
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    long version = START;
    while (System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(50);
      apply(engine, status(0.8 + 0.4 * (version % 7) / 7, ++version));
    }
    running.set(false);
    done.await();
    double elapsed = (System.nanoTime() - begin) / 1e9;
    long[] total = new long[64 * RESOLUTION];
    long count = 0;
    for (long[] histogram : histograms) {
      for (int b = 0; b < total.length; b++) {
        total[b] += histogram[b];
        count += histogram[b];
      }
    }
    return String.format(
        Locale.ROOT,
        "| %d | %,.0f | %s | %s | %s | %s |",
        threads,
        count / elapsed,
        micros(total, count, 0.5),
        micros(total, count, 0.99),
        micros(total, count, 0.999),
        micros(total, count, 1));
  }

  private static void apply(DecisionEngine engine, BudgetStatus status) {
    try {
      engine.apply(status, START);
    } catch (RejectedRecordException e) {
      throw new IllegalStateException("a valid status was refused", e);
    }
  }

  private static int bucket(long nanos) {
    return (int) (RESOLUTION * Math.log(Math.max(1, nanos)) / Math.log(2));
  }

  private static String micros(long[] histogram, long count, double share) {
    long wanted = Math.min(count, (long) Math.ceil(share * count));
    long seen = 0;
    for (int b = 0; b < histogram.length; b++) {
      seen += histogram[b];
      if (seen >= wanted) {
        return String.format(Locale.ROOT, "%.1f us", Math.pow(2, (b + 1.0) / RESOLUTION) / 1000);
      }
    }
    return "-";
  }

  private static List<Impression> people() {
    SplittableRandom random = new SplittableRandom(5);
    List<Impression> people = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      List<Float> numeric = new ArrayList<>();
      for (int k = 0; k < NUMERIC; k++) {
        numeric.add((float) random.nextDouble(-1, 1));
      }
      people.add(
          new Impression(
              "i" + i,
              CAMPAIGN,
              "u" + i,
              Instant.ofEpochMilli(START + 1),
              "v1",
              numeric,
              List.of("city" + random.nextInt(50))));
    }
    return people;
  }

  private static Campaign campaign() {
    List<Arm> arms = new ArrayList<>();
    for (String id : arms()) {
      arms.add(new Arm(id, id));
    }
    return Campaign.newBuilder()
        .setCampaignId(CAMPAIGN)
        .setVersion(1)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(arms)
        .setFeatureSet("v1")
        .setNumericFeatures(names())
        .setCategoricalFeatures(List.of(new CategoricalFeature("city", BUCKETS)))
        .setHoldout(new Holdout(0.05, Map.of("arm0", 0.5, "arm1", 0.5), "salt", false))
        .setBudget(
            new Budget(
                1L, "EUR", Instant.ofEpochMilli(START), Instant.ofEpochMilli(START + 86_400_000)))
        .setAttributionWindowMs(Duration.ofHours(1).toMillis())
        .build();
  }

  private static List<String> arms() {
    List<String> arms = new ArrayList<>();
    for (int j = 0; j < ARMS; j++) {
      arms.add("arm" + j);
    }
    return arms;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int k = 0; k < NUMERIC; k++) {
      names.add("x" + k);
    }
    return names;
  }

  private static Model model() {
    int[] layers = {NUMERIC + BUCKETS, 64, 32, 2 * ARMS};
    int parameters = 0;
    for (int l = 1; l < layers.length; l++) {
      parameters += layers[l - 1] * layers[l] + layers[l];
    }
    SplittableRandom random = new SplittableRandom(3);
    float[] weights = new float[parameters];
    for (int i = 0; i < parameters; i++) {
      weights[i] = (float) (0.2 * random.nextDouble(-1, 1));
    }
    ByteBuffer bytes = ByteBuffer.wrap(WeightBytes.encode(weights));
    List<Float> zeros = new ArrayList<>();
    List<Float> ones = new ArrayList<>();
    for (int k = 0; k < NUMERIC; k++) {
      zeros.add(0f);
      ones.add(1f);
    }
    return new Model(
        CAMPAIGN,
        1L,
        0L,
        Instant.ofEpochMilli(START),
        Instant.ofEpochMilli(START),
        "v1",
        arms(),
        List.of(
            new ModelMember(
                List.of(layers[0], layers[1], layers[2], layers[3]),
                ActivationFunction.RELU,
                bytes)),
        zeros,
        ones,
        1.0,
        1.0,
        new Crc64Avro().update(bytes).value(),
        Map.of(),
        List.of(new CategoricalFeature("city", BUCKETS)),
        names());
  }

  private static BudgetStatus status(double price, long asOfMillis) {
    Instant start = Instant.ofEpochMilli(START);
    return new BudgetStatus(
        CAMPAIGN,
        1L,
        start,
        start.plus(Duration.ofDays(1)),
        1L,
        0L,
        0L,
        0L,
        price,
        PacingState.ON_TRACK,
        Instant.ofEpochMilli(asOfMillis),
        null,
        null,
        null,
        null);
  }
}
