package io.weir.learner;

import io.weir.core.random.Rng;
import io.weir.learner.publish.Publisher;
import io.weir.learner.state.SnapshotWriter;
import io.weir.learner.train.TrainerFactory;
import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Holdout;
import io.weir.schemas.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Learns a made-up campaign in miniature, from its first sample to several published models, and
 * throws it away. What a process runs for the first time takes many times as long as later, as its
 * classes are loaded and its loops interpreted; until a campaign's first samples have closed and
 * warmed it up, that is done.
 */
public final class Rehearsal {
  private static final AtomicBoolean DONE = new AtomicBoolean();
  private static final int SAMPLES = 1_600;
  private static final int FEATURES = 8;
  private static final long SLIDE_MILLIS = 1_000;
  private static final long SAMPLE_MILLIS = 4;
  private static final List<String> ARMS = List.of("none", "some", "more");
  private static final double[] PROBABILITY = {0.4, 0.3, 0.3};

  /** Networks of the usual size, everything else often enough to be run through in a moment. */
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("slide-ms", Long.toString(SLIDE_MILLIS)),
          Map.entry("warmup.samples", "200"),
          Map.entry("warmup.randomized", "50"),
          Map.entry("window.pane-rows", "128"),
          Map.entry("gate.min-evidence", "20"),
          Map.entry("gate.mode", "NOT_WORSE"),
          Map.entry("gate.min-effective-samples", "1"),
          Map.entry("gate.cost-tolerance", "10"),
          Map.entry("gate.tolerance", "1"),
          Map.entry("learner.batch-size", "100"),
          Map.entry("learner.chunk-size", "400"),
          Map.entry("learner.teacher.steps", "2"),
          Map.entry("learner.bridge.start-chunk", "0"),
          Map.entry("learner.bridge.every", "2"),
          Map.entry("learner.bridge.batch-size", "200"),
          Map.entry("budget.per-impression-micros", "200000"));

  private Rehearsal() {}

  /**
   * Rehearses on a thread of its own, unless this process has or does: records need not wait for
   * it.
   *
   * @param done gets the milliseconds that it took, on that thread
   * @return the thread; null if there is nothing to do
   */
  public static @Nullable Thread inBackground(TrainerFactory trainers, LongConsumer done) {
    if (!DONE.compareAndSet(false, true)) {
      return null;
    }
    Thread thread =
        new Thread(
            () -> {
              long start = System.nanoTime();
              run(trainers);
              done.accept((System.nanoTime() - start) / 1_000_000);
            },
            "weir-rehearsal");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Returns how many models were published on the way. */
  static long run(TrainerFactory trainers) {
    LearnerState state = new LearnerState();
    OnlineLearner learner = new OnlineLearner(state, trainers, Map.of());
    Publisher nowhere = (model, price, shadow) -> {};
    learner.configure(campaign(), 0, nowhere);
    SnapshotWriter parts = new SnapshotWriter();
    Rng random = new Rng(1);
    for (int i = 0; i < SAMPLES; i++) {
      Sample sample = sample(i, random);
      if (learner.ready()) {
        learner.accept(sample, 0, nowhere);
        learner.advance(nowhere);
      } else {
        learner.warmUp(sample);
      }
      if (i % 100 == 0) {
        state.putInto(parts);
      }
    }
    learner.settle(nowhere);
    return state.serving.modelVersion();
  }

  private static Campaign campaign() {
    return Campaign.newBuilder()
        .setCampaignId("rehearsal")
        .setVersion(1)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(ARMS.stream().map(arm -> new Arm(arm, arm)).toList())
        .setFeatureSet("rehearsal")
        .setNumericFeatures(IntStream.range(0, FEATURES).mapToObj(i -> "x" + i).toList())
        .setCategoricalFeatures(List.of(new CategoricalFeature("kind", 4)))
        .setHoldout(
            new Holdout(
                0.5,
                Map.of(
                    ARMS.get(0),
                    PROBABILITY[0],
                    ARMS.get(1),
                    PROBABILITY[1],
                    ARMS.get(2),
                    PROBABILITY[2]),
                "rehearsal",
                true))
        .setBudget(
            new Budget(
                1_000_000_000L,
                "EUR",
                Instant.EPOCH,
                Instant.ofEpochMilli(SAMPLES * SAMPLE_MILLIS)))
        .setAttributionWindowMs(1)
        .setLearning(OPTIONS)
        .build();
  }

  private static Sample sample(int index, Rng random) {
    List<Float> features =
        Stream.generate(() -> (float) random.nextGaussian()).limit(FEATURES).toList();
    double u = random.nextDouble();
    int arm = u < PROBABILITY[0] ? 0 : u < PROBABILITY[0] + PROBABILITY[1] ? 1 : 2;
    boolean randomized = random.nextDouble() < 0.5;
    Instant time = Instant.ofEpochMilli(index * SAMPLE_MILLIS);
    return Sample.newBuilder()
        .setImpressionId("impression-" + index)
        .setCampaignId("rehearsal")
        .setUnitId("unit-" + index)
        .setOccurredAt(time)
        .setAssignedAt(time)
        .setClosedAt(time)
        .setFeatureSet("rehearsal")
        .setNumericFeatures(features)
        .setCategoricalFeatures(List.of("kind-" + random.nextInt(4)))
        .setArmId(ARMS.get(arm))
        .setAssignment(randomized ? Assignment.RANDOMIZED : Assignment.POLICY)
        .setPropensity(randomized ? PROBABILITY[arm] : null)
        .setRevenue(1 + arm * Math.max(0, features.get(0)) + random.nextGaussian())
        .setCostMicros(arm * 300_000L)
        .setOutcomes(1)
        .build();
  }
}
