package io.weir.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CircumstancesTest {
  private static final long HOUR = 3_600_000;

  private static CampaignWorld groceries(Circumstances circumstances) {
    CampaignSpec spec = World.bundledSpecs(Duration.ofMinutes(10), Drift.NONE).get(1);
    return new CampaignWorld(spec.in(circumstances), 7, 1);
  }

  private static Circumstances circumstances(
      Level level, double effect, double activity, double tail, double baseRevenue) {
    return new Circumstances(Drift.NONE, level, effect, activity, tail, baseRevenue);
  }

  @Test
  void aLevelGrowsAndSwings() {
    Level level = new Level(3, 10 * HOUR, 0.2, 4 * HOUR);
    assertThat(level.at(0)).isEqualTo(1);
    assertThat(level.at(4 * HOUR)).isCloseTo(1.8, within(1e-12));
    assertThat(level.at(5 * HOUR)).isCloseTo(2 * 1.2, within(1e-12));
    assertThat(level.at(12 * HOUR)).isCloseTo(3, within(1e-12));
    assertThat(Level.STILL.at(123_456)).isEqualTo(1);
    assertThatThrownBy(() -> new Level(0, 1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void treatmentsThatDoNothingGainNothing() {
    CampaignWorld world = groceries(circumstances(Level.STILL, 0, 1, 0, 0));
    for (int i = 0; i < 100; i++) {
      Response response = world.respond(world.person(i), 0);
      for (int arm = 0; arm < world.arms(); arm++) {
        assertThat(response.gain(arm)).isZero();
      }
      assertThat(response.visibleCosts()[1]).isPositive();
    }
  }

  @Test
  void aCampaignWithoutEffectsHasABudgetToWaste() {
    CampaignSpec spec = World.bundledSpecs(Duration.ofMinutes(10), Drift.NONE).get(1);
    SimulatedCampaign campaign =
        SimulatedCampaign.draw(spec.in(circumstances(Level.STILL, 0, 1, 0, 0)), 7, 1);
    assertThat(campaign.budgetPerImpression())
        .isPositive()
        .isLessThan(campaign.truth().evenOddsCost());
  }

  @Test
  void whatIsDrawnHasTheMeansThatAreTold() {
    Level level = new Level(2, HOUR, 0, 1);
    CampaignWorld world = groceries(circumstances(level, 1, 0.1, 0.8, 4));
    CampaignWorld plain = groceries(Circumstances.STILL);
    Person person = world.person(3);
    Response response = world.respond(person, HOUR);
    Response before = plain.respond(person, HOUR);
    assertThat(response.purchaseProbability()[2])
        .isCloseTo(0.1 * before.purchaseProbability()[2], within(1e-12));
    assertThat(response.orderValue()).isCloseTo(2 * before.orderValue(), within(1e-12));
    SplittableRandom random = new SplittableRandom(5);
    double revenue = 0;
    double cost = 0;
    int draws = 200_000;
    for (int i = 0; i < draws; i++) {
      for (OutcomeDraw outcome : world.drawOutcomes(response, 2, random)) {
        revenue += outcome.revenue() / draws;
        cost += outcome.costMicros() / 1e6 / draws;
      }
    }
    assertThat(revenue).isCloseTo(response.revenue()[2], within(0.01 * response.revenue()[2]));
    assertThat(cost).isCloseTo(response.costs()[2], within(0.05 * response.costs()[2]));
  }

  @Test
  void meansAreTheSameWhileNothingMoves() {
    assertThat(Circumstances.of(Drift.flipAt(HOUR)).same(0, HOUR - 1)).isTrue();
    assertThat(Circumstances.of(Drift.flipAt(HOUR)).same(0, HOUR)).isFalse();
    assertThat(circumstances(new Level(2, HOUR, 0, 1), 1, 1, 0, 0).same(0, 1)).isFalse();
    assertThatThrownBy(() -> circumstances(Level.STILL, 2, 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
