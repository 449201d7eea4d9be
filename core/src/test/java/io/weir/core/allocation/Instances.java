package io.weir.core.allocation;

import java.util.SplittableRandom;

/** Random allocation problems. */
final class Instances {
  final double[] revenue;
  final double[] cost;
  final int arms;

  private Instances(double[] revenue, double[] cost, int arms) {
    this.revenue = revenue;
    this.cost = cost;
    this.arms = arms;
  }

  Predictions predictions() {
    return Predictions.of(revenue, cost, arms);
  }

  int individuals() {
    return revenue.length / arms;
  }

  /** On a coarse grid: plenty of ties, zero costs and arms that cost more and bring less. */
  static Instances coarse(long seed, int n, int arms) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] revenue = new double[n * arms];
    double[] cost = new double[n * arms];
    for (int k = 0; k < revenue.length; k++) {
      revenue[k] = random.nextInt(0, 9) / 4.0;
      cost[k] = k % arms == 0 ? 0 : random.nextInt(0, 5) / 4.0;
    }
    return new Instances(revenue, cost, arms);
  }

  /** Continuous, with a free arm, now and then a loss-making one. */
  static Instances smooth(long seed, int n, int arms) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] revenue = new double[n * arms];
    double[] cost = new double[n * arms];
    for (int i = 0; i < n; i++) {
      double taste = random.nextDouble();
      for (int j = 0; j < arms; j++) {
        cost[i * arms + j] = j == 0 ? 0 : j * (0.3 + random.nextDouble());
        revenue[i * arms + j] =
            1 + taste * Math.log1p(j) + 0.5 * (random.nextDouble() - 0.5) * (j == 0 ? 0 : 1);
      }
    }
    return new Instances(revenue, cost, arms);
  }

  /** As a network without constraints predicts: some costs below zero. */
  static Instances raw(long seed, int n, int arms) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] revenue = random.doubles((long) n * arms, -1, 3).toArray();
    double[] cost = random.doubles((long) n * arms, -0.3, 2).toArray();
    return new Instances(revenue, cost, arms);
  }

  static Instances of(int kind, long seed, int n, int arms) {
    return switch (kind) {
      case 0 -> coarse(seed, n, arms);
      case 1 -> smooth(seed, n, arms);
      default -> raw(seed, n, arms);
    };
  }
}
