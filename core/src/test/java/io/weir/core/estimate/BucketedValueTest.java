package io.weir.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BucketedValueTest {
  /**
   * Units come one to nine times, keep their arm, and differ in level; the policy gives arm 1 to
   * all, which is worth 2 on average.
   */
  private static void simulate(
      SplittableRandom random, BucketedValue bucketed, OffPolicyValue plain) {
    for (int unit = 0; unit < 1500; unit++) {
      long hash = random.nextLong();
      int arm = random.nextInt(2);
      int visits = 1 + random.nextInt(9);
      double level = 4 * random.nextDouble();
      for (int k = 0; k < visits; k++) {
        double outcome = (arm == 1 ? level : 0) + random.nextDouble() - 0.5;
        bucketed.add(hash, 0.5, arm, outcome);
        plain.add(0, arm, 0.5, arm, outcome, 0, 0);
      }
    }
  }

  @Test
  void repeatedUnitsAreCoveredWherePlainIntervalsAreTooNarrow() {
    SplittableRandom random = new SplittableRandom(12);
    int runs = 1000;
    int covered = 0;
    int normalizedCovered = 0;
    int plainCovered = 0;
    for (int run = 0; run < runs; run++) {
      BucketedValue bucketed = new BucketedValue(200);
      OffPolicyValue plain = new OffPolicyValue(2);
      simulate(random, bucketed, plain);
      covered += bucketed.horvitzThompson().covers(2) ? 1 : 0;
      normalizedCovered += bucketed.selfNormalized().covers(2) ? 1 : 0;
      plainCovered += plain.horvitzThompson().covers(2) ? 1 : 0;
    }
    assertThat(covered / (double) runs).isBetween(0.93, 0.97);
    assertThat(normalizedCovered / (double) runs).isBetween(0.93, 0.97);
    assertThat(plainCovered / (double) runs).isLessThan(0.75);
  }

  @Test
  void shardsAddUpAndAreSaved() {
    SplittableRandom random = new SplittableRandom(13);
    BucketedValue left = new BucketedValue(50);
    BucketedValue right = new BucketedValue(50);
    simulate(random, left, new OffPolicyValue(2));
    simulate(random, right, new OffPolicyValue(2));
    BucketedValue copy = new BucketedValue(50);
    copy.restore(left.save());
    copy.merge(right);
    right.merge(left);
    assertThat(copy.horvitzThompson()).isEqualTo(right.horvitzThompson());
    assertThatThrownBy(() -> copy.merge(new BucketedValue(51)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> copy.restore(new double[1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> copy.add(1, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
