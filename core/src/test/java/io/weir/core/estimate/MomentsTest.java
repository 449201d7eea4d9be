package io.weir.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.Variance;

class MomentsTest {
  @Property(tries = 100)
  void equalTheTextbookHoweverSplit(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 50) int n,
      @ForAll @IntRange(min = 0, max = 50) int cut) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] x = random.doubles(n, 1e6, 1e6 + 1).toArray();
    double[] y = random.doubles(n, -1, 2).toArray();
    Moments left = new Moments();
    Moments right = new Moments();
    for (int i = 0; i < n; i++) {
      (i < cut ? left : right).add(x[i], y[i]);
    }
    left.merge(right);
    assertThat(left.count()).isEqualTo(n);
    assertThat(left.meanX()).isCloseTo(new Mean().evaluate(x), within(1e-8));
    assertThat(left.varianceX()).isCloseTo(new Variance().evaluate(x), within(1e-8));
    double slope = 0.7;
    double expected =
        new Variance().evaluate(x)
            - 2 * slope * new Covariance().covariance(x, y)
            + slope * slope * new Variance().evaluate(y);
    assertThat(left.varianceOfDifference(slope)).isCloseTo(expected, within(1e-7));
  }
}
