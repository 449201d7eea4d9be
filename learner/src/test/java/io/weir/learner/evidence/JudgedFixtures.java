package io.weir.learner.evidence;

import io.weir.learner.estimate.BucketedMeans;
import java.util.SplittableRandom;

/** Judged samples for tests of other packages. */
public final class JudgedFixtures {
  private JudgedFixtures() {}

  /**
   * Samples of three arms at .4, .3 and .3, which earn one half more each and cost a fixed amount;
   * candidates and a live model of version 3 that predict so, the one at price 0, the other at an
   * infinite one.
   *
   * @param trueCost cost of an arm by index, per step of the index
   */
  public static Judging threeArms(int rows, double trueCost) {
    Judging judging = new Judging(3);
    add(judging, 0, rows, trueCost);
    return judging;
  }

  /** Adds as many of these samples, one a millisecond. */
  static void add(Judging judging, int from, int rows, double trueCost) {
    SplittableRandom random = new SplittableRandom(17 + from);
    for (int i = from; i < from + rows; i++) {
      double u = random.nextDouble();
      int arm = u < 0.4 ? 0 : u < 0.7 ? 1 : 2;
      double x = random.nextDouble(-1, 1);
      double[] predictions = {1, 1.5 + x, 2 + 2 * x, 0, 0.3, 0.6};
      judging.add(
          new JudgedRow(
              new RandomizedOutcome(
                  random.nextInt(BucketedMeans.BUCKETS),
                  arm,
                  arm == 0 ? 0.4 : 0.3,
                  1 + arm * (0.5 + x) + random.nextGaussian(),
                  arm * trueCost),
              i,
              judging.stretches().present(),
              2,
              predictions,
              3,
              0,
              predictions));
    }
  }
}
