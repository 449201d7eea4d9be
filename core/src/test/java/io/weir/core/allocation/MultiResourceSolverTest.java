package io.weir.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MultiResourceSolverTest {
  private static double[][] uses(long seed, Instances instance, int resources, boolean coarse) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] use = new double[resources][instance.cost.length];
    use[0] = instance.cost.clone();
    for (int k = 1; k < resources; k++) {
      for (int cell = 0; cell < use[k].length; cell++) {
        double value = coarse ? random.nextInt(0, 4) / 2.0 : random.nextDouble();
        use[k][cell] = cell % instance.arms == 0 ? 0 : value;
      }
    }
    return use;
  }

  @Property(tries = 200)
  void equalsTheLinearProgram(
      @ForAll long seed,
      @ForAll @IntRange(max = 1) int kind,
      @ForAll @IntRange(min = 1, max = 15) int n,
      @ForAll @IntRange(min = 2, max = 4) int arms,
      @ForAll @IntRange(min = 1, max = 3) int resources) {
    Instances instance = Instances.of(kind, seed, n, arms);
    double[][] use = uses(seed + 1, instance, resources, kind == 0);
    SplittableRandom random = new SplittableRandom(seed + 2);
    double[] budget = random.doubles(resources, 0, 0.8).toArray();
    DualPrices found = new MultiResourceSolver().solve(instance.revenue, use, arms, budget);
    double optimum = LinearProgram.value(instance.revenue, use, arms, budget);
    assertThat(found.feasible()).isTrue();
    assertThat(found.upperBound()).isCloseTo(optimum, within(1e-7));
    assertThat(found.lowerBound()).isCloseTo(optimum, within(1e-7));
    double bound = 0;
    for (int i = 0; i < n; i++) {
      double[] price = prices(found);
      int cell = i * arms + MultiResourceSolver.argmax(instance.revenue, use, arms, i, price);
      bound += instance.revenue[cell] / n;
      for (int k = 0; k < resources; k++) {
        bound -= price[k] * use[k][cell] / n;
      }
    }
    for (int k = 0; k < resources; k++) {
      assertThat(found.price(k)).isNotNegative();
      bound += found.price(k) * budget[k];
    }
    assertThat(bound).isCloseTo(optimum, within(1e-7));
  }

  private static double[] prices(DualPrices found) {
    double[] price = new double[found.resources()];
    for (int k = 0; k < price.length; k++) {
      price[k] = found.price(k);
    }
    return price;
  }

  @Test
  void oneResourceIsTheOrdinaryPrice() {
    Instances instance = Instances.smooth(3, 5_000, 5);
    double budget = 0.7;
    DualPrices several =
        new MultiResourceSolver()
            .solve(instance.revenue, new double[][] {instance.cost}, 5, new double[] {budget});
    DualPrice one = new DualPriceSolver().solve(instance.predictions(), budget);
    assertThat(several.price(0)).isCloseTo(one.dualPrice(), within(1e-4));
    assertThat(several.upperBound()).isCloseTo(one.revenueBound(budget), within(1e-9));
  }

  @Test
  void manyIndividualsAndThreeResourcesConverge() {
    Instances instance = Instances.smooth(4, 20_000, 5);
    double[][] use = uses(5, instance, 3, false);
    double[] budget = {0.8, 0.2, 0.15};
    DualPrices found = new MultiResourceSolver().solve(instance.revenue, use, 5, budget);
    assertThat(found.upperBound() - found.lowerBound()).isBetween(-1e-9, 1e-8);
    assertThat(found.iterations()).isLessThan(300);
    for (int k = 0; k < 3; k++) {
      // At most as many individuals as resources are torn between arms.
      assertThat(found.expectedCost(k)).isLessThanOrEqualTo(budget[k] + 1e-2);
    }
  }

  @Test
  void impossibleBudgetsAreReported() {
    DualPrices found =
        new MultiResourceSolver()
            .solve(new double[] {1, 2}, new double[][] {{1, 2}}, 2, new double[] {0.5});
    assertThat(found.feasible()).isFalse();
    assertThat(found.lowerBound()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThatThrownBy(
            () ->
                new MultiResourceSolver()
                    .solve(new double[2], new double[][] {{1, 2}}, 2, new double[] {-1}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
