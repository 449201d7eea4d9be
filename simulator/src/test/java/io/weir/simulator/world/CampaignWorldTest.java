package io.weir.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CampaignWorldTest {

  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final World WORLD = World.bundled(7, WINDOW, Drift.NONE);

  @Test
  void sameSeedSameWorldWhateverTheOtherCampaigns() {
    List<CampaignSpec> specs = World.bundledSpecs(WINDOW, Drift.NONE);
    World alone = World.draw(7, List.of(specs.get(1)));
    CampaignWorld first = WORLD.campaigns().get(1).world();
    CampaignWorld second = alone.campaigns().get(0).world();
    SplittableRandom one = first.stream(40);
    SplittableRandom two = second.stream(40);
    for (int i = 0; i < 200; i++) {
      Person a = first.drawPerson(one);
      Person b = second.drawPerson(two);
      assertThat(a).usingRecursiveComparison().isEqualTo(b);
      Response response = first.respond(a, 0);
      assertThat(response).usingRecursiveComparison().isEqualTo(second.respond(b, 0));
      assertThat(first.drawOutcomes(response, i % 5, one))
          .isEqualTo(second.drawOutcomes(response, i % 5, two));
    }
    assertThat(WORLD.campaigns().get(1).budgetPerImpression())
        .isEqualTo(alone.campaigns().get(0).budgetPerImpression());
    CampaignWorld other = World.draw(8, specs).campaigns().get(1).world();
    assertThat(other.person(3).intent()).isNotEqualTo(first.person(3).intent());
  }

  @Test
  void probabilitiesStayInsideTheUnitIntervalAndCostsArePaidForArmsOnly() {
    for (SimulatedCampaign campaign : WORLD.campaigns()) {
      CampaignWorld world = campaign.world();
      for (int i = 0; i < 20_000; i++) {
        Response response = world.respond(world.person(i), 0);
        assertThat(response.organicRevenue()).isPositive();
        assertThat(response.costs()[0]).isZero();
        for (int arm = 0; arm < world.arms(); arm++) {
          assertThat(response.purchaseProbability()[arm]).isBetween(0.02, 0.98);
          assertThat(response.revenue()[arm]).isPositive();
          assertThat(response.costs()[arm]).isBetween(0.0, world.faceValueMicros(arm) * 1e-6);
        }
      }
    }
  }

  @Test
  void drawnOutcomesHaveTheStatedMeans() {
    CampaignWorld world = WORLD.campaigns().get(1).world();
    SplittableRandom random = new SplittableRandom(3);
    for (int index : new int[] {0, 17}) {
      Response response = world.respond(world.person(index), 0);
      for (int arm = 0; arm < world.arms(); arm++) {
        int n = 100_000;
        double revenue = 0;
        double squares = 0;
        double cost = 0;
        for (int i = 0; i < n; i++) {
          double drawn = 0;
          for (OutcomeDraw outcome : world.drawOutcomes(response, arm, random)) {
            drawn += outcome.revenue();
            cost += outcome.costMicros() * 1e-6;
            assertThat(outcome.delayMillis()).isBetween(1L, WINDOW.toMillis() - 1);
            assertThat(outcome.costMicros() > 0)
                .isEqualTo(outcome.kind() == OutcomeDraw.Kind.REDEMPTION && arm > 0);
          }
          revenue += drawn;
          squares += drawn * drawn;
        }
        double mean = revenue / n;
        double error = Math.sqrt((squares / n - mean * mean) / n);
        assertThat(mean).isCloseTo(response.revenue()[arm], within(5 * error));
        assertThat(cost / n)
            .isCloseTo(
                response.costs()[arm],
                within(2.5 * 1e-6 * world.faceValueMicros(arm) / Math.sqrt(n) + 1e-12));
      }
    }
  }

  @Test
  void meansGivenTheFeaturesAverageTheIntentOut() {
    CampaignWorld world = WORLD.campaigns().get(2).world();
    double[] difference = new double[world.arms()];
    double[] squares = new double[world.arms()];
    int n = 100_000;
    for (int i = 0; i < n; i++) {
      Response response = world.respond(world.person(i), 0);
      for (int arm = 0; arm < world.arms(); arm++) {
        double gap = response.revenue()[arm] - response.visibleRevenue()[arm];
        difference[arm] += gap / n;
        squares[arm] += gap * gap / n;
      }
      assertThat(response.gain(3))
          .isCloseTo(response.revenue()[3] - response.revenue()[0], within(1e-9));
    }
    for (int arm = 0; arm < world.arms(); arm++) {
      assertThat(difference[arm]).isCloseTo(0, within(5 * Math.sqrt(squares[arm] / n)));
      assertThat(squares[arm]).isPositive();
    }
  }

  @Test
  void effectsCross() {
    for (SimulatedCampaign campaign : WORLD.campaigns()) {
      Truth truth = campaign.truth();
      int[] best = new int[truth.arms()];
      double price = truth.dualPriceAt(campaign.budgetPerImpression());
      for (int i = 0; i < truth.individuals(); i++) {
        int arm = 0;
        for (int other = 1; other < truth.arms(); other++) {
          double margin = truth.gain(i, other) - price * truth.cost(i, other);
          arm = margin > truth.gain(i, arm) - price * truth.cost(i, arm) ? other : arm;
        }
        best[arm]++;
      }
      for (int arm = 0; arm < truth.arms(); arm++) {
        assertThat(best[arm] / (double) truth.individuals()).isGreaterThan(0.003);
      }
    }
  }

  @Test
  void driftReversesEffectsAtItsTime() {
    CampaignSpec spec = World.bundledSpecs(WINDOW, Drift.flipAt(1_000)).get(1);
    CampaignWorld world = World.draw(7, List.of(spec)).campaigns().get(0).world();
    double before = 0;
    double across = 0;
    for (int i = 0; i < 5_000; i++) {
      Person person = world.person(i);
      double early = world.respond(person, 0).purchaseProbability()[4];
      double late = world.respond(person, 1_000).purchaseProbability()[4];
      double free = world.respond(person, 0).purchaseProbability()[0];
      assertThat(world.respond(person, 999).purchaseProbability()[4]).isEqualTo(early);
      before += (early - free) * (early - free);
      across += (early - free - 0.1) * (late - free - 0.1);
    }
    assertThat(before).isPositive();
    assertThat(across).isNegative();
    Drift rotation = new Drift(Drift.Kind.ROTATE, 100, 200);
    assertThat(rotation.angleAt(0)).isZero();
    assertThat(rotation.angleAt(200)).isEqualTo(Math.PI / 2);
    assertThat(rotation.angleAt(9_999)).isEqualTo(Math.PI);
  }

  @Test
  void largerMarketplacesHaveDistinctCampaignsAndTheBundledOnesFirst() {
    World large = World.draw(7, World.specs(10, WINDOW, Drift.NONE));
    assertThat(large.campaigns()).hasSize(10);
    assertThat(large.campaigns().get(1).budgetPerImpression())
        .isEqualTo(WORLD.campaigns().get(1).budgetPerImpression());
    assertThat(large.campaigns()).extracting(c -> c.world().arms()).contains(2, 3, 4, 5, 6, 7, 8);
    assertThat(World.specs(2, WINDOW, Drift.NONE)).hasSize(2);
  }

  @Test
  void refusesImpossibleSpecifications() {
    CampaignSpec spec = World.bundledSpecs(WINDOW, Drift.NONE).get(0);
    assertThatThrownBy(() -> spec.withConfounding(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rides")
        .hasMessageContaining("confounding");
    assertThatThrownBy(() -> World.draw(1, Collections.nCopies(2, spec)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two campaigns");
    assertThatThrownBy(() -> new Drift(Drift.Kind.ROTATE, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
