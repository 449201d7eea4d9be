package io.weir.benchmarks.learning;

import io.weir.jobs.learning.SampleMessage;
import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.Holdout;
import io.weir.schemas.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.types.Either;

/**
 * Samples by their index: first the window as fast as it goes, then at the set rate, half of them
 * observational, a stretch inside the first slide and after it slide by slide.
 */
final class StallSamples implements GeneratorFunction<Long, Either<SampleMessage, DeadLetter>> {
  private static final long serialVersionUID = 1L;
  private static final long SLIDE_MILLIS = 3_600_000;
  private static final long START = SLIDE_MILLIS * 490_000;
  private static final String CAMPAIGN = "hot";

  private final StallOptions options;
  private transient long paceStartNanos;

  StallSamples(StallOptions options) {
    this.options = options;
  }

  static Campaign campaign(StallOptions options) {
    List<Arm> arms = new ArrayList<>();
    Map<String, Double> probabilities = new HashMap<>();
    for (int arm = 0; arm < options.arms; arm++) {
      arms.add(new Arm("arm-" + arm, "arm-" + arm));
      probabilities.put("arm-" + arm, 1.0 / options.arms);
    }
    Map<String, String> learning = new HashMap<>(options.learning);
    learning.putIfAbsent("slide-ms", Long.toString(SLIDE_MILLIS));
    learning.putIfAbsent("window.max-samples", Integer.toString(options.rows));
    // From the second solve on there is a live model to score as well.
    learning.putIfAbsent("gate.mode", "GUARDS");
    learning.putIfAbsent("budget.per-impression-micros", "500000");
    return Campaign.newBuilder()
        .setCampaignId(CAMPAIGN)
        .setVersion(1)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(arms)
        .setFeatureSet("wide")
        .setNumericFeatures(IntStream.range(0, options.features).mapToObj(i -> "x" + i).toList())
        .setCategoricalFeatures(List.of())
        .setHoldout(new Holdout(0.5, probabilities, "salt", true))
        .setBudget(
            new Budget(
                1_000_000_000_000L,
                "EUR",
                Instant.ofEpochMilli(START),
                Instant.ofEpochMilli(START + 1_000 * SLIDE_MILLIS)))
        .setAttributionWindowMs(1_000)
        .setLearning(learning)
        .build();
  }

  /** Wall-clock seconds of the measured part that has passed when a sample is sent. */
  private void pace(long index) throws InterruptedException {
    long paced = index - options.rows;
    if (paced < 0) {
      return;
    }
    if (paced == 0 || paceStartNanos == 0) {
      paceStartNanos = System.nanoTime() - paced * 1_000_000_000L / options.rate;
      StallClock.measuring();
    }
    long due = paceStartNanos + paced * 1_000_000_000L / options.rate;
    long wait = due - System.nanoTime();
    if (wait > 0) {
      Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
    }
    if (paced % options.perSlide() == 0 && paced > 0) {
      StallClock.slide();
    }
  }

  private long eventTime(long index) {
    long paced = index - options.rows;
    if (paced < options.perSlide()) {
      // All of the filling and the stretch without a solve lie in the first slide.
      return START + index * (SLIDE_MILLIS - 1) / (options.rows + options.perSlide());
    }
    return START + paced * SLIDE_MILLIS / options.perSlide();
  }

  @Override
  public Either<SampleMessage, DeadLetter> map(Long index) throws InterruptedException {
    pace(index);
    SplittableRandom random = new SplittableRandom(index);
    List<Float> features = new ArrayList<>(options.features);
    double sum = 0;
    for (int i = 0; i < options.features; i++) {
      double x = random.nextGaussian();
      sum += i < 8 ? x : 0;
      features.add((float) x);
    }
    boolean randomized = index < options.rows || random.nextBoolean();
    int arm = random.nextInt(options.arms);
    Instant closedAt = Instant.ofEpochMilli(eventTime(index));
    double revenue = Math.max(0, 5 + arm * Math.tanh(sum) + 2 * random.nextGaussian());
    return Either.Left(
        new SampleMessage(
            Sample.newBuilder()
                .setImpressionId("i" + index)
                .setCampaignId(CAMPAIGN)
                .setUnitId("u" + index)
                .setOccurredAt(closedAt.minusMillis(1_000))
                .setAssignedAt(closedAt.minusMillis(1_000))
                .setClosedAt(closedAt)
                .setFeatureSet("wide")
                .setNumericFeatures(features)
                .setCategoricalFeatures(List.of())
                .setArmId("arm-" + arm)
                .setAssignment(randomized ? Assignment.RANDOMIZED : Assignment.POLICY)
                .setPropensity(randomized ? 1.0 / options.arms : null)
                .setRevenue(revenue)
                .setCostMicros(arm * 300_000L + random.nextLong(50_000))
                .setOutcomes(1)
                .build(),
            "benchmark",
            0,
            index));
  }
}
