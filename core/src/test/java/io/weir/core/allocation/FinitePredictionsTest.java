package io.weir.core.allocation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A prediction that is not finite is refused by everything that solves, wherever it stands. */
class FinitePredictionsTest {
  private static final int ARMS = 3;

  private static double[] numbers(int individuals, double of) {
    double[] numbers = new double[individuals * ARMS];
    Arrays.setAll(numbers, i -> of * (1 + i % 7));
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void everySolverRefusesIt(double bad) {
    // Beyond 32,768 individuals a sample brackets the price first.
    for (int individuals : new int[] {50, 40_000}) {
      for (int place : new int[] {0, individuals * ARMS / 2 + 1, individuals * ARMS - 1}) {
        double[] revenue = numbers(individuals, 1);
        double[] cost = numbers(individuals, 0.3);
        revenue[place] = bad;
        refused(revenue, cost, individuals);
        revenue[place] = 1;
        cost[place] = bad;
        refused(revenue, cost, individuals);
      }
    }
  }

  private static void refused(double[] revenue, double[] cost, int individuals) {
    Predictions predictions = Predictions.of(revenue, cost, ARMS);
    LoggedSamples samples =
        LoggedSamples.of(
            ARMS,
            new int[individuals],
            new double[individuals],
            new double[individuals],
            propensities(individuals));
    assertThatThrownBy(() -> new DualPriceSolver().solve(predictions, 0.7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be finite");
    assertThatThrownBy(() -> new EstimatedCostSolver().solve(samples, predictions, 0.7))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EstimatedCostCurve.of(samples, predictions))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ExactCostCurve.of(predictions))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double[] propensities(int individuals) {
    double[] propensity = new double[individuals];
    Arrays.fill(propensity, 1.0 / ARMS);
    return propensity;
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void loggedOutcomesAreFinite(double bad) {
    double[] one = {1};
    assertThatThrownBy(() -> LoggedSamples.of(2, new int[1], new double[] {bad}, one, one))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LoggedSamples.of(2, new int[1], one, new double[] {bad}, one))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
