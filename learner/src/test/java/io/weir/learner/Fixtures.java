package io.weir.learner;

import io.weir.learner.publish.ModelRecords;
import io.weir.learner.sample.InputScaling;
import io.weir.learner.train.FrozenWindow;
import io.weir.schemas.ActivationFunction;
import io.weir.schemas.Arm;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Holdout;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A small market with three arms, whose best arm depends on the first feature. */
public final class Fixtures {
  // A multiple of the quick slide, so that slides fall due every 300 samples.
  public static final long START = 1_700_000_001_000L;
  static final long STEP_MILLIS = 10;

  /** Layers of {@link #model}. */
  public static final List<Integer> MODEL_SIZES = List.of(5, 4, 3, 6);

  private Fixtures() {}

  /** Small and quick: a window of 400, a slide every 300 samples. */
  public static Map<String, String> quickOptions() {
    return Map.ofEntries(
        Map.entry("learner.hidden", "8"),
        Map.entry("learner.members", "2"),
        Map.entry("learner.batch-size", "16"),
        Map.entry("learner.correction.batch-size", "16"),
        Map.entry("learner.teacher.members", "2"),
        Map.entry("learner.teacher.batch-size", "16"),
        Map.entry("learner.teacher.steps", "2"),
        Map.entry("learner.chunk-size", "64"),
        Map.entry("learner.bridge.every", "2"),
        Map.entry("learner.bridge.start-chunk", "1"),
        Map.entry("learner.bridge.batch-size", "64"),
        Map.entry("warmup.samples", "100"),
        Map.entry("warmup.randomized", "20"),
        Map.entry("window.max-samples", "400"),
        Map.entry("window.pane-rows", "32"),
        Map.entry("slide-ms", "3000"),
        Map.entry("solve.chunk-rows", "64"),
        Map.entry("gate.mode", "GUARDS"),
        Map.entry("gate.min-effective-samples", "10"));
  }

  public static Campaign campaign(String id, long version, Map<String, String> learning) {
    return Campaign.newBuilder()
        .setCampaignId(id)
        .setVersion(version)
        .setStatus(CampaignStatus.ACTIVE)
        .setArms(List.of(new Arm("none", "none"), new Arm("mail", "mail"), new Arm("gift", "gift")))
        .setFeatureSet("basic")
        .setNumericFeatures(List.of("age", "visits"))
        .setCategoricalFeatures(List.of(new CategoricalFeature("city", 3)))
        .setHoldout(new Holdout(0.3, Map.of("none", 0.4, "mail", 0.3, "gift", 0.3), "salt", false))
        .setBudget(
            new Budget(
                5_000_000_000L,
                "EUR",
                Instant.ofEpochMilli(START),
                Instant.ofEpochMilli(START + 100_000)))
        .setAttributionWindowMs(1000)
        .setLearning(learning)
        .build();
  }

  /** Samples in order of time, three in ten randomized, one in twenty overridden. */
  public static List<Sample> samples(String campaignId, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Sample> samples = new ArrayList<>();
    String[] arms = {"none", "mail", "gift"};
    double[] propensity = {0.4, 0.3, 0.3};
    for (int i = 0; i < count; i++) {
      double age = 40 + 10 * random.nextDouble(-1, 1);
      double visits = random.nextDouble(0, 5);
      double kind = random.nextDouble();
      Assignment assignment =
          kind < 0.3
              ? Assignment.RANDOMIZED
              : kind < 0.95 ? Assignment.POLICY : Assignment.OVERRIDE;
      double u = random.nextDouble();
      int arm = u < 0.4 ? 0 : u < 0.7 ? 1 : 2;
      boolean old = age > 40;
      double mean = arm == 0 ? 1 : arm == 1 ? (old ? 3 : 1) : (old ? 2 : 4);
      double revenue = Math.max(0, mean + random.nextDouble(-1, 1));
      long cost = arm == 0 ? 0 : arm * 500_000L + random.nextLong(100_000L);
      long closedAt = START + i * STEP_MILLIS;
      samples.add(
          Sample.newBuilder()
              .setImpressionId(campaignId + "-" + i)
              .setCampaignId(campaignId)
              .setUnitId("u" + i)
              .setOccurredAt(Instant.ofEpochMilli(closedAt - 1000))
              .setClosedAt(Instant.ofEpochMilli(closedAt))
              .setAssignedAt(Instant.ofEpochMilli(closedAt - 1000))
              .setFeatureSet("basic")
              .setNumericFeatures(List.of((float) age, (float) visits))
              .setCategoricalFeatures(List.of("city" + random.nextInt(4)))
              .setArmId(arms[arm])
              .setAssignment(assignment)
              .setPropensity(assignment == Assignment.RANDOMIZED ? propensity[arm] : null)
              .setRevenue(revenue)
              .setCostMicros(cost)
              .setOutcomes(1)
              .build());
    }
    return samples;
  }

  /** Rows whose arms are given; inputs are zero. */
  public static FrozenWindow window(int[] arm) {
    return window(1, List.of(new float[arm.length]), new int[] {arm.length}, arm);
  }

  public static FrozenWindow window(int width, List<float[]> blocks, int[] blockRows, int[] arm) {
    return new FrozenWindow(width, blocks, blockRows, arm, START, START + 1);
  }

  /** A model of the market, five inputs wide. */
  public static Model model(ActivationFunction activation, List<float[]> members) {
    Campaign campaign = campaign("c", 1, Map.of());
    InputScaling scaling = new InputScaling(new float[] {40, 2}, new float[] {5, 1}, 2.0, 0.5);
    return ModelRecords.model(
        campaign, 1, null, members, MODEL_SIZES, activation, scaling, 0, 0, Map.of());
  }

  /** Random weights of one member of it. */
  public static float[] weights(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] weights = new float[5 * 4 + 4 + 4 * 3 + 3 + 3 * 6 + 6];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextDouble(-1, 1);
    }
    return weights;
  }
}
