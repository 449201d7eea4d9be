package io.weir.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DualPriceSolverTest {
  private static double meanCost(Instances instance, double price) {
    double sum = 0;
    for (int i = 0; i < instance.individuals(); i++) {
      sum += instance.predictions().cost(i, instance.predictions().argmax(i, price));
    }
    return sum / instance.individuals();
  }

  /** Budgets run from the least that can be spent to beyond the most, both ends included. */
  private static double budget(Instances instance, double position) {
    double least = meanCost(instance, Double.POSITIVE_INFINITY);
    double most = meanCost(instance, 0);
    return least + position * (most - least);
  }

  @Property(tries = 400)
  void equalsTheLinearProgram(
      @ForAll long seed,
      @ForAll @IntRange(max = 2) int kind,
      @ForAll @IntRange(min = 1, max = 12) int n,
      @ForAll @IntRange(min = 1, max = 5) int arms,
      @ForAll @DoubleRange(max = 1.2) double position) {
    Instances instance = Instances.of(kind, seed, n, arms);
    double budget = budget(instance, position);
    DualPrice found = new DualPriceSolver().solve(instance.revenue, instance.cost, arms, budget);

    double optimum = LinearProgram.value(instance.revenue, instance.cost, arms, budget);
    assertThat(found.revenueBound(budget)).isCloseTo(optimum, within(1e-8));
    assertThat(found.expectedCost()).isLessThanOrEqualTo(budget + 1e-9);
    assertThat(found.expectedRevenue()).isLessThanOrEqualTo(optimum + 1e-8);
    // The smallest such price: just below it the policy would overspend.
    if (found.dualPrice() > 0 && found.dualPrice() < Double.POSITIVE_INFINITY) {
      assertThat(meanCost(instance, found.dualPrice() * (1 - 1e-9) - 1e-12))
          .isGreaterThan(budget - 1e-9);
    }
  }

  /** Two arms of one individual cost nearly the same, and nothing is left to spend. */
  @Test
  void equalsTheLinearProgramOfASteepEdge() {
    equalsTheLinearProgram(-7935074, 2, 12, 3, 0);
  }

  @Property(tries = 100)
  void budgetZeroAndUnlimited(@ForAll long seed, @ForAll @IntRange(max = 1) int kind) {
    Instances instance = Instances.of(kind, seed, 30, 4);
    DualPriceSolver solver = new DualPriceSolver();
    DualPrice none = solver.solve(instance.revenue, instance.cost, 4, 0);
    assertThat(none.expectedCost()).isZero();
    assertThat(none.revenueBound(0))
        .isCloseTo(LinearProgram.value(instance.revenue, instance.cost, 4, 0), within(1e-8));
    DualPrice unlimited =
        solver.solve(instance.revenue, instance.cost, 4, Double.POSITIVE_INFINITY);
    assertThat(unlimited.dualPrice()).isZero();
    assertThat(unlimited.budgetBinds()).isFalse();
    DualPrice exact = solver.solve(instance.revenue, instance.cost, 4, unlimited.expectedCost());
    assertThat(exact.budgetBinds()).isFalse();
  }

  @Test
  void aBudgetBelowTheCheapestArmsPricesEverythingOut() {
    DualPrice found =
        new DualPriceSolver().solve(new double[] {1, 2}, new double[] {0.5, 1}, 2, 0.1);
    assertThat(found.dualPrice()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(found.budgetBinds()).isTrue();
    assertThat(found.expectedCost()).isEqualTo(0.5);
    assertThat(found.revenueBound(0.1)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void manyIndividualsGoThroughTheSampleAndStayExact(int kind) {
    Instances instance = Instances.of(kind, 7 + kind, 120_000, 5);
    ExactCostCurve curve = ExactCostCurve.of(instance.predictions());
    DualPriceSolver solver = new DualPriceSolver();
    for (double position : new double[] {-0.1, 0, 1e-5, 0.01, 0.3, 0.7, 0.99, 1, 1.1}) {
      double budget = budget(instance, position);
      DualPrice expected = curve.at(budget);
      DualPrice found = solver.solve(instance.predictions(), budget);
      // At the very ends a whole sum decides by its last digit.
      if (position != 1) {
        assertThat(found.dualPrice()).isEqualTo(expected.dualPrice());
        assertThat(found.budgetBinds()).isEqualTo(expected.budgetBinds());
      }
      assertThat(found.expectedCost()).isCloseTo(expected.expectedCost(), within(1e-9));
      assertThat(found.expectedRevenue()).isCloseTo(expected.expectedRevenue(), within(1e-9));
    }
  }

  @Test
  void aMisleadingSampleIsFoundOut() {
    // Every fourth individual, which is what the stride sees, is worth nothing; the rest carry the
    // curve.
    int n = 40_000;
    double[] revenue = new double[2 * n];
    double[] cost = new double[2 * n];
    for (int i = 0; i < n; i++) {
      cost[2 * i + 1] = 1;
      revenue[2 * i + 1] = i % 4 == 0 ? 0.001 * (i % 7) : 1 + (i % 1013) / 1013.0;
    }
    Predictions predictions = Predictions.of(revenue, cost, 2);
    ExactCostCurve curve = ExactCostCurve.of(predictions);
    for (double budget : new double[] {0.05, 0.3, 0.6, 0.74, 0.76, 0.9}) {
      assertThat(new DualPriceSolver().solve(predictions, budget).dualPrice())
          .isEqualTo(curve.at(budget).dualPrice());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 40_000})
  void passesDoNotChangeTheAnswer(int n) {
    Instances instance = Instances.of(1, 3, n, 5);
    DualPriceSolver solver = new DualPriceSolver();
    for (double position : new double[] {-0.1, 1e-5, 0.3, 0.99, 1.1}) {
      double budget = budget(instance, position);
      DualPrice whole = solver.solve(instance.predictions(), budget);
      for (int most : new int[] {1, 997}) {
        long looks = 0;
        solver.begin(instance.predictions(), budget);
        assertThatThrownBy(solver::answer).isInstanceOf(IllegalStateException.class);
        while (!solver.done()) {
          looks += solver.advance(most);
        }
        assertThat(solver.answer()).isEqualTo(whole);
        assertThat(looks).isBetween((long) n, DualPriceSolver.mostLooks(n));
      }
    }
    assertThatThrownBy(() -> solver.advance(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void nonsenseIsRefused() {
    DualPriceSolver solver = new DualPriceSolver();
    assertThatThrownBy(() -> solver.solve(new double[0], new double[0], 2, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> solver.solve(new double[2], new double[2], 2, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
