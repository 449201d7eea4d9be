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
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.types.Either;

/**
 * Samples of a hot campaign and of a quiet one in real time: each bears the time at which it was
 * due, however late it is taken, as a sample that waits in a topic does. One in five is randomized.
 */
final class HotSamples implements GeneratorFunction<Long, Either<SampleMessage, DeadLetter>> {
  private static final long serialVersionUID = 1L;
  private static final int TEMPLATES = 1_024;
  private static final int RANDOMIZED_ONE_IN = 5;

  private final HotOptions options;
  private final String hotId;
  private transient int subtask;
  private transient long taken;
  private transient List<Sample> templates;

  @SuppressWarnings("NullAway") // set by open
  HotSamples(HotOptions options) {
    this.options = options;
    this.hotId = options.hotId();
  }

  static Campaign campaign(HotOptions options, String id) {
    List<Arm> arms = new ArrayList<>();
    Map<String, Double> probabilities = new HashMap<>();
    for (int arm = 0; arm < options.arms; arm++) {
      arms.add(new Arm("arm-" + arm, "arm-" + arm));
      probabilities.put("arm-" + arm, 1.0 / options.arms);
    }
    Instant now = Instant.now();
    return Campaign.newBuilder()
        .setCampaignId(id)
        .setVersion(1)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(arms)
        .setFeatureSet("wide")
        .setNumericFeatures(IntStream.range(0, options.features).mapToObj(i -> "x" + i).toList())
        .setCategoricalFeatures(List.of())
        .setHoldout(new Holdout(1.0 / RANDOMIZED_ONE_IN, probabilities, "salt", true))
        .setBudget(
            new Budget(1_000_000_000_000L, "EUR", now.minusSeconds(3_600), now.plusSeconds(86_400)))
        .setAttributionWindowMs(1_000)
        .setLearning(
            new HashMap<>(
                Map.of(
                    "slide-ms",
                    Long.toString(HotOptions.SLIDE_MILLIS),
                    "warmup.samples",
                    "100",
                    "warmup.randomized",
                    "10",
                    "gate.mode",
                    "GUARDS")))
        .build();
  }

  /** Samples of one campaign, a millisecond apart. */
  static final class Stream {
    private final List<Sample> templates;
    private final String campaignId;
    private long number;

    /**
     * Begins.
     *
     * @param oneIn one in how many is randomized
     */
    Stream(HotOptions options, String campaignId, int oneIn) {
      this.templates = templates(options, 1, oneIn);
      this.campaignId = campaignId;
    }

    Sample next() {
      Instant closedAt = Instant.ofEpochMilli(1_700_000_000_000L + number);
      String id = Long.toString(number);
      Sample template = templates.get((int) (number++ % TEMPLATES));
      return of(template, campaignId, id, closedAt);
    }
  }

  @Override
  public void open(SourceReaderContext context) {
    subtask = context.getIndexOfSubtask();
    taken = 0;
    templates = templates(options, subtask, RANDOMIZED_ONE_IN);
  }

  private static List<Sample> templates(HotOptions options, int seed, int oneIn) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Sample> templates = new ArrayList<>();
    for (int i = 0; i < TEMPLATES; i++) {
      templates.add(template(options, random, i % oneIn == 0));
    }
    return templates;
  }

  private static Sample template(HotOptions options, SplittableRandom random, boolean randomized) {
    List<Float> features = new ArrayList<>(options.features);
    double sum = 0;
    for (int i = 0; i < options.features; i++) {
      double x = random.nextGaussian();
      sum += i < 8 ? x : 0;
      features.add((float) x);
    }
    int arm = random.nextInt(options.arms);
    return Sample.newBuilder()
        .setImpressionId("")
        .setCampaignId("")
        .setUnitId("")
        .setOccurredAt(Instant.EPOCH)
        .setAssignedAt(Instant.EPOCH)
        .setClosedAt(Instant.EPOCH)
        .setFeatureSet("wide")
        .setNumericFeatures(features)
        .setCategoricalFeatures(List.of())
        .setArmId("arm-" + arm)
        .setAssignment(randomized ? Assignment.RANDOMIZED : Assignment.POLICY)
        .setPropensity(randomized ? 1.0 / options.arms : null)
        .setRevenue(Math.max(0, 5 + arm * Math.tanh(sum) + 2 * random.nextGaussian()))
        .setCostMicros(arm * 300_000L + random.nextLong(50_000))
        .setOutcomes(1)
        .build();
  }

  @Override
  public Either<SampleMessage, DeadLetter> map(Long index) throws InterruptedException {
    long number = taken++;
    double perMillis = options.ratePerSource() / 1_000;
    long due = HotClock.startMillis() + (long) (number / perMillis);
    long wait = due - System.currentTimeMillis();
    if (wait > 0) {
      Thread.sleep(wait);
    }
    Sample template = templates.get((int) (number % TEMPLATES));
    boolean quiet = number % options.quietOneIn() == 0;
    HotClock.taken(quiet);
    Sample sample =
        of(
            template,
            quiet ? HotOptions.QUIET : hotId,
            subtask + "-" + number,
            Instant.ofEpochMilli(due));
    return Either.Left(new SampleMessage(sample, "benchmark", subtask, number));
  }

  private static Sample of(Sample template, String campaignId, String id, Instant closedAt) {
    Instant occurredAt = closedAt.minusMillis(1_000);
    return new Sample(
        id,
        campaignId,
        id,
        occurredAt,
        closedAt,
        template.getFeatureSet(),
        template.getNumericFeatures(),
        template.getCategoricalFeatures(),
        template.getArmId(),
        template.getAssignment(),
        template.getPropensity(),
        null,
        null,
        template.getRevenue(),
        template.getCostMicros(),
        1,
        occurredAt);
  }
}
