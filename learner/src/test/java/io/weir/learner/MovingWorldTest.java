package io.weir.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.learner.options.GateOptions;
import io.weir.learner.train.CoreTrainerFactory;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Holdout;
import io.weir.schemas.Model;
import io.weir.schemas.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gate and the monitors make of worlds whose levels, holdouts and configurations move. */
class MovingWorldTest {
  private static final String[] ARMS = {"none", "mail", "gift"};
  private static final double[] EVEN = {0.4, 0.3, 0.3};

  private final List<Model> models = new ArrayList<>();
  private final List<DualPrice> prices = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(23);
  private int index;

  private static Campaign campaign(long version, double rate, double[] probability) {
    Map<String, String> options = new HashMap<>(Fixtures.quickOptions());
    options.put("gate.mode", GateOptions.GATE_MODE.defaultText());
    options.put("window.max-samples", "3000");
    options.put("budget.per-impression-micros", "200000");
    Campaign campaign = Fixtures.campaign("c", version, options);
    Map<String, Double> byName = new HashMap<>();
    for (int j = 0; j < ARMS.length; j++) {
      byName.put(ARMS[j], probability[j]);
    }
    campaign.setHoldout(new Holdout(rate, byName, "salt", false));
    return campaign;
  }

  private LearningLoop learner(Campaign campaign) {
    return new LearningLoop(
        new CoreTrainerFactory(),
        campaign,
        (model, price, shadow) -> {
          if (model != null && !shadow) {
            models.add(model);
          }
          prices.add(price);
        });
  }

  private int draw(double[] probability) {
    double u = random.nextDouble();
    return u < probability[0] ? 0 : u < probability[0] + probability[1] ? 1 : 2;
  }

  private Sample sample(boolean randomized, int arm, double propensity, double revenue) {
    long closedAt = Fixtures.START + index++ * Fixtures.STEP_MILLIS;
    return Sample.newBuilder()
        .setImpressionId("i" + index)
        .setCampaignId("c")
        .setUnitId("u" + index)
        .setOccurredAt(Instant.ofEpochMilli(closedAt - 1000))
        .setClosedAt(Instant.ofEpochMilli(closedAt))
        .setAssignedAt(Instant.ofEpochMilli(closedAt - 1000))
        .setFeatureSet("basic")
        .setNumericFeatures(List.of((float) random.nextGaussian(), (float) random.nextDouble()))
        .setCategoricalFeatures(List.of("city" + random.nextInt(3)))
        .setArmId(ARMS[arm])
        .setAssignment(randomized ? Assignment.RANDOMIZED : Assignment.POLICY)
        .setPropensity(randomized ? Double.valueOf(propensity) : null)
        .setRevenue(revenue)
        .setCostMicros(arm * 100_000L)
        .setOutcomes(1)
        .build();
  }

  /** The old policy knows who wants which arm; nothing in the features tells. */
  private void hiddenIntent(LearningLoop learner, int samples, double rate, double level) {
    for (int i = 0; i < samples; i++) {
      boolean randomized = random.nextDouble() < rate;
      int wanted = random.nextInt(ARMS.length);
      int arm = randomized ? draw(EVEN) : wanted;
      double mean = randomized ? 1 : 1.5;
      double revenue = level * (mean + 0.3 * random.nextGaussian());
      assertThat(learner.take(sample(randomized, arm, EVEN[arm], revenue))).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.02, 0.50, 1, 2",
    "0.02, 0.50, 1, 3",
    "0.50, 0.02, 3, 1",
    "0.20, 0.20, 1, 3",
    "0.3, 0.6, 1, 5"
  })
  void noModelReplacesAnOldPolicyThatEarnsMore(
      double rateBefore, double rateAfter, double levelBefore, double levelAfter) {
    LearningLoop learner = learner(campaign(1, rateBefore, EVEN));
    hiddenIntent(learner, 3_000, rateBefore, levelBefore);
    learner.configure(campaign(2, rateAfter, EVEN));
    hiddenIntent(learner, 2_500, rateAfter, levelAfter);
    learner.finish();
    assertThat(prices).isNotEmpty();
    assertThat(models).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {3, 100})
  void aConstantOnRevenueChangesNoVerdictWhereNothingHasAnEffect(double constant) {
    List<List<String>> verdicts = new ArrayList<>();
    for (double level : new double[] {0, constant}) {
      MovingWorldTest world = new MovingWorldTest();
      LearningLoop learner = world.learner(campaign(1, 0.3, EVEN));
      for (int i = 0; i < 5_000; i++) {
        boolean randomized = world.random.nextDouble() < 0.3;
        int arm = world.draw(EVEN);
        // Multiples of a power of two, so that the constant costs no precision.
        double noise = Math.rint(1_024 * world.random.nextGaussian()) / 1_024;
        assertThat(learner.take(world.sample(randomized, arm, EVEN[arm], level + noise))).isNull();
      }
      learner.finish();
      verdicts.add(world.prices.stream().map(p -> p.getGate().getReason()).toList());
      for (DualPrice price : world.prices) {
        assertThat(price.getDiagnostics().getOrDefault("effectResolved", 0.0)).isZero();
      }
    }
    assertThat(verdicts.get(1)).isEqualTo(verdicts.get(0));
  }

  @Test
  void samplesOfAnEarlierConfigurationRaiseNoAlarm() {
    LearningLoop learner = learner(campaign(1, 0.9, EVEN));
    double[] later = {0.1, 0.45, 0.45};
    for (int i = 0; i < 6_000; i++) {
      if (i == 1_000) {
        // It overtakes a backlog: samples drawn before it go on coming.
        learner.configure(campaign(2, 0.9, later));
      }
      double[] drawnFrom = i < 4_000 ? EVEN : later;
      int arm = draw(drawnFrom);
      assertThat(learner.take(sample(true, arm, drawnFrom[arm], arm + random.nextDouble())))
          .isNull();
    }
    learner.finish();
    assertThat(prices).isNotEmpty();
    for (DualPrice price : prices) {
      for (String alarm : List.of("alarmRatio", "alarmLeak", "alarmBalance")) {
        assertThat(price.getDiagnostics()).containsEntry(alarm, 0.0);
      }
    }
  }
}
