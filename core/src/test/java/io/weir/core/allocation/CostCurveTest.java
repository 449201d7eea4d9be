package io.weir.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CostCurveTest {
  private static Predictions slice(Instances instance, int from, int to) {
    int arms = instance.arms;
    return Predictions.of(
        Arrays.copyOfRange(instance.revenue, from * arms, to * arms),
        Arrays.copyOfRange(instance.cost, from * arms, to * arms),
        arms);
  }

  @Property(tries = 200)
  void theExactCurveIsThePolicyAtEveryPrice(
      @ForAll long seed, @ForAll @IntRange(max = 2) int kind) {
    Instances instance = Instances.of(kind, seed, 40, 4);
    Predictions predictions = instance.predictions();
    ExactCostCurve curve = ExactCostCurve.of(predictions);
    for (int k = 0; k <= curve.knots(); k++) {
      double upper = k == 0 ? curve.costAt(0) + 10 : curve.knotPrice(k - 1);
      double lower = k == curve.knots() ? 0 : curve.knotPrice(k);
      double price = (upper + lower) / 2;
      double cost = 0;
      double revenue = 0;
      for (int i = 0; i < 40; i++) {
        int arm = predictions.argmax(i, price);
        cost += predictions.cost(i, arm) / 40;
        revenue += predictions.revenue(i, arm) / 40;
      }
      assertThat(curve.costAt(price)).isCloseTo(cost, within(1e-10));
      assertThat(curve.revenueAt(price)).isCloseTo(revenue, within(1e-10));
    }
  }

  @Property(tries = 100)
  void everyBudgetGetsTheSolversPrice(@ForAll long seed, @ForAll @IntRange(max = 2) int kind) {
    Instances instance = Instances.of(kind, seed, 50, 5);
    ExactCostCurve curve = ExactCostCurve.of(instance.predictions());
    double most = curve.costAt(0);
    double[] budgets = {-1, 0, most / 7, most / 3, most * 0.9, most + 1};
    List<DualPrice> ladder = curve.ladder(budgets);
    for (int b = 0; b < budgets.length; b++) {
      DualPrice solved = new DualPriceSolver().solve(instance.predictions(), budgets[b]);
      assertThat(ladder.get(b).dualPrice()).isEqualTo(solved.dualPrice());
      assertThat(ladder.get(b).expectedCost()).isCloseTo(solved.expectedCost(), within(1e-10));
    }
  }

  @Property(tries = 100)
  void mergedShardsAreTheWhole(
      @ForAll long seed,
      @ForAll @IntRange(max = 2) int kind,
      @ForAll @IntRange(min = 1, max = 59) int cut) {
    Instances instance = Instances.of(kind, seed, 60, 4);
    ExactCostCurve whole = ExactCostCurve.of(instance.predictions());
    ExactCostCurve merged =
        ExactCostCurve.of(slice(instance, 0, cut))
            .merge(ExactCostCurve.of(slice(instance, cut, 60)));
    assertThat(merged.individuals()).isEqualTo(60);
    assertThat(merged.knots()).isEqualTo(whole.knots());
    for (int k = 0; k < whole.knots(); k++) {
      assertThat(merged.knotPrice(k)).isEqualTo(whole.knotPrice(k));
      assertThat(merged.costAt(whole.knotPrice(k)))
          .isCloseTo(whole.costAt(whole.knotPrice(k)), within(1e-10));
      assertThat(merged.revenueAt(whole.knotPrice(k)))
          .isCloseTo(whole.revenueAt(whole.knotPrice(k)), within(1e-10));
    }
  }
}
