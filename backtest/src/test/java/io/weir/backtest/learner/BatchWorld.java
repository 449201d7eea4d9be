package io.weir.backtest.learner;

import io.weir.core.f64.learner.TestWorld;
import io.weir.core.random.Rng;
import java.util.Arrays;

/** Rows of the small world in which learners are tested, as a batch. */
final class BatchWorld {
  private BatchWorld() {}

  static BatchData randomized(int n, Rng rng) {
    return of(TestWorld.randomized(n, rng));
  }

  static BatchData observational(int n, Rng rng) {
    return of(TestWorld.observational(n, rng));
  }

  static BatchData of(TestWorld world) {
    double[] propensity = new double[world.rows()];
    Arrays.fill(propensity, 1.0 / TestWorld.ARMS);
    return new BatchData(
        TestWorld.WIDTH, TestWorld.ARMS, world.x, world.arm, world.revenue, world.cost, propensity);
  }
}
