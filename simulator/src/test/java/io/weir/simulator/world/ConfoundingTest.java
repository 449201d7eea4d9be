package io.weir.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The logs mislead where they should, and randomized traffic does not. */
class ConfoundingTest {

  private static final CampaignSpec SPEC =
      World.bundledSpecs(Duration.ofMinutes(10), Drift.NONE).get(1);

  /** Naive treated-minus-free difference less the true one, per segment, in order values. */
  private static double[] biasBySegment(SimulatedCampaign campaign, boolean randomized) {
    ExperimentLog log = new ExperimentLog(campaign, randomized, new SplittableRandom(11));
    double[][] sums = new double[4][3];
    double[][] counts = new double[4][3];
    for (int i = 0; i < 200_000; i++) {
      ExperimentLog.Row row = log.next(0);
      int segment = row.person().codes()[0];
      int treated = row.arm() > 0 ? 1 : 0;
      sums[segment][treated] += row.revenue();
      counts[segment][treated]++;
      if (treated == 1) {
        sums[segment][2] += row.response().gain(row.arm());
        counts[segment][2]++;
      }
    }
    double[] bias = new double[4];
    for (int s = 0; s < 4; s++) {
      double naive = sums[s][1] / counts[s][1] - sums[s][0] / counts[s][0];
      bias[s] = (naive - sums[s][2] / counts[s][2]) / campaign.world().spec().orderValue();
    }
    return bias;
  }

  @Test
  void oldPolicyLogsAreBiasedByADifferentAmountInEachSegment() {
    double[] bias = biasBySegment(World.draw(5, List.of(SPEC)).campaigns().get(0), false);
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double value : bias) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    assertThat(most).isGreaterThan(0.2);
    assertThat(most - least).isGreaterThan(0.4);
  }

  @Test
  void randomizedLogsAreNotBiased() {
    for (double bias : biasBySegment(World.draw(5, List.of(SPEC)).campaigns().get(0), true)) {
      assertThat(bias).isCloseTo(0, within(0.04));
    }
  }

  @Test
  void aPlainModelIsMisledByLogsAndCorrectedByRandomizedTraffic() {
    double fromLogs = 0;
    double fromTrial = 0;
    double old = 0;
    int seeds = 4;
    for (int seed = 1; seed <= seeds; seed++) {
      SimulatedCampaign campaign = World.draw(seed, List.of(SPEC)).campaigns().get(0);
      CampaignWorld world = campaign.world();
      SplittableRandom random = new SplittableRandom(seed);
      double budget = campaign.budgetPerImpression();
      fromLogs +=
          new LinearLearner(world)
                  .learn(60_000, campaign.oldPolicy(), 0, random)
                  .fit()
                  .value(budget, 0, 20_000, random)
                  .normalizedValue()
              / seeds;
      fromTrial +=
          new LinearLearner(world)
                  .learn(9_000, null, 0, random)
                  .fit()
                  .value(budget, 0, 20_000, random)
                  .normalizedValue()
              / seeds;
      old += oldValue(campaign, random).normalizedValue() / seeds;
    }
    assertThat(fromLogs).isLessThan(0.4);
    assertThat(fromTrial).isGreaterThan(fromLogs + 0.2).isLessThan(1);
    assertThat(old).isBetween(0.0, 0.3).isLessThan(fromTrial - 0.3);
  }

  @Test
  void oldPolicySpendsTheBudget() {
    for (SimulatedCampaign campaign :
        World.bundled(3, Duration.ofMinutes(10), Drift.NONE).campaigns()) {
      double spent = oldValue(campaign, new SplittableRandom(5)).meanCost();
      assertThat(spent / campaign.budgetPerImpression()).isCloseTo(1, within(0.05));
    }
  }

  private static PolicyValue oldValue(SimulatedCampaign campaign, SplittableRandom random) {
    CampaignWorld world = campaign.world();
    double gain = 0;
    double cost = 0;
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      Person person = world.drawPerson(random);
      int arm = campaign.oldPolicy().choose(person, random);
      Response response = world.respond(person, 0);
      gain += response.gain(arm) / n;
      cost += response.costs()[arm] / n;
    }
    return PolicyValue.of(campaign.truth(), gain, cost);
  }
}
