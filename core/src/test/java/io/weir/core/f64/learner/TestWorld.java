package io.weir.core.f64.learner;

import io.weir.core.random.Rng;

/**
 * A small market with known truth: four features, three arms, revenue that a treatment raises for
 * some and lowers for others, and a hidden confounder that makes the logging policy treat those who
 * would have bought anyway. Truth is for judging only.
 */
public final class TestWorld {
  public static final int WIDTH = 4;
  public static final int ARMS = 3;

  public final double[] x;
  public final int[] arm;
  public final double[] revenue;
  public final double[] cost;
  public final double[] trueRevenue;
  public final double[] trueCost;

  private TestWorld(int n) {
    x = new double[n * WIDTH];
    arm = new int[n];
    revenue = new double[n];
    cost = new double[n];
    trueRevenue = new double[n * ARMS];
    trueCost = new double[n * ARMS];
  }

  public static TestWorld randomized(int n, Rng rng) {
    return draw(n, rng, false);
  }

  public static TestWorld observational(int n, Rng rng) {
    return draw(n, rng, true);
  }

  private static TestWorld draw(int n, Rng rng, boolean confounded) {
    TestWorld world = new TestWorld(n);
    for (int i = 0; i < n; i++) {
      int row = i * WIDTH;
      for (int k = 0; k < WIDTH; k++) {
        world.x[row + k] = rng.nextGaussian();
      }
      double hidden = rng.nextGaussian();
      double base = 0.5 + 0.3 * world.x[row];
      for (int j = 0; j < ARMS; j++) {
        double effect =
            j * (0.25 * Math.tanh(1.5 * world.x[row + 1]) + 0.2 * Math.tanh(world.x[row + 2]));
        world.trueRevenue[i * ARMS + j] = base + effect;
        world.trueCost[i * ARMS + j] = j * (0.25 + 0.1 / (1 + Math.exp(-world.x[row + 3])));
      }
      int arm = rng.nextInt(ARMS);
      if (confounded) {
        // Those who buy anyway are treated; those who would be moved are not.
        double lean = 1.2 * hidden - 0.8 * world.x[row + 1] + 0.7 * rng.nextGaussian();
        arm = lean > 0.6 ? 2 : lean > -0.3 ? 1 : 0;
      }
      world.arm[i] = arm;
      world.revenue[i] =
          world.trueRevenue[i * ARMS + arm] + 0.9 * hidden + 0.4 * rng.nextGaussian();
      world.cost[i] = world.trueCost[i * ARMS + arm] * (1 + 0.1 * rng.nextGaussian());
    }
    return world;
  }

  public int rows() {
    return arm.length;
  }

  /** True gain over no treatment at a price, as a share of what the best policy gains. */
  public double share(double[] outputs, double price) {
    double gained = 0;
    double best = 0;
    for (int i = 0; i < rows(); i++) {
      int chosen = 0;
      double greatest = 0;
      for (int j = 0; j < ARMS; j++) {
        int p = i * 2 * ARMS;
        if (outputs[p + j] - price * outputs[p + ARMS + j]
            > outputs[p + chosen] - price * outputs[p + ARMS + chosen]) {
          chosen = j;
        }
        greatest = Math.max(greatest, margin(i, j, price));
      }
      gained += margin(i, chosen, price);
      best += greatest;
    }
    return gained / best;
  }

  private double margin(int i, int j, double price) {
    return trueRevenue[i * ARMS + j]
        - trueRevenue[i * ARMS]
        - price * (trueCost[i * ARMS + j] - trueCost[i * ARMS]);
  }
}
