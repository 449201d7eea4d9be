package io.weir.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TruthTest {

  /** Random instance with ties, free gains, negative gains and equal costs. */
  private static Truth instance(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = 1 + random.nextInt(40);
    int arms = 2 + random.nextInt(7);
    double[] gains = new double[n * arms];
    double[] costs = new double[n * arms];
    for (int i = 0; i < n; i++) {
      for (int arm = 1; arm < arms; arm++) {
        gains[i * arms + arm] = random.nextInt(-3, 9);
        costs[i * arms + arm] = random.nextInt(0, 6);
      }
    }
    return new Truth(gains, costs, n, arms);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void gainEqualsTheLagrangianBoundAtItsPrice(long seed) {
    Truth truth = instance(seed);
    for (double budget = 0; budget <= 6; budget += 0.19) {
      double least = Double.POSITIVE_INFINITY;
      // The dual function is piecewise linear with kinks at ratios of small integers only.
      for (int a = 0; a <= 12; a++) {
        for (int b = 1; b <= 6; b++) {
          least = Math.min(least, lagrangian(truth, a / (double) b, budget));
        }
      }
      least = Math.min(least, lagrangian(truth, 1e9, budget));
      assertThat(truth.oracleGainAt(budget)).isCloseTo(least, within(1e-9));
      double price = Math.min(1e9, truth.dualPriceAt(budget));
      assertThat(lagrangian(truth, price, budget)).isCloseTo(least, within(1e-9));
    }
  }

  private static double lagrangian(Truth truth, double price, double budget) {
    double sum = 0;
    for (int i = 0; i < truth.individuals(); i++) {
      double best = 0;
      for (int arm = 1; arm < truth.arms(); arm++) {
        best = Math.max(best, truth.gain(i, arm) - price * truth.cost(i, arm));
      }
      sum += best;
    }
    return sum / truth.individuals() + price * budget;
  }

  @Test
  void noPolicyBeatsTheOracleAtItsOwnCost() {
    SplittableRandom random = new SplittableRandom(99);
    for (int round = 0; round < 2_000; round++) {
      Truth truth = instance(random.nextLong());
      double greed = random.nextDouble();
      double price = 4 * random.nextDouble();
      double gain = 0;
      double cost = 0;
      for (int i = 0; i < truth.individuals(); i++) {
        int arm = random.nextInt(truth.arms());
        if (random.nextDouble() < greed) {
          for (int other = 0; other < truth.arms(); other++) {
            double margin = truth.gain(i, other) - price * truth.cost(i, other);
            arm = margin > truth.gain(i, arm) - price * truth.cost(i, arm) ? other : arm;
          }
        }
        gain += truth.gain(i, arm) / truth.individuals();
        cost += truth.cost(i, arm) / truth.individuals();
      }
      assertThat(gain).isLessThanOrEqualTo(truth.oracleGainAt(cost) + 1e-9);
      assertThat(PolicyValue.of(truth, gain, cost).normalizedValue()).isLessThanOrEqualTo(1 + 1e-9);
    }
  }

  @Test
  void randomSitsAtZeroAndTheOracleAtOne() {
    Truth truth = instance(5);
    for (double budget : new double[] {0.3, 1, 2}) {
      double random = truth.randomGainAt(budget);
      double oracle = truth.oracleGainAt(budget);
      assertThat(PolicyValue.of(truth, random, budget).normalizedValue()).isZero();
      assertThat(PolicyValue.of(truth, oracle, budget).normalizedValue()).isEqualTo(1);
    }
    assertThat(PolicyValue.of(truth, 0, 0).normalizedValue()).isZero();
  }
}
