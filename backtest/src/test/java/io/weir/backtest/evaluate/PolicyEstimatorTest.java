package io.weir.backtest.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.allocation.LoggedSamples;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Estimates of a policy's worth on worlds whose truth is known. */
class PolicyEstimatorTest {
  private static final int ROWS = 300;
  private static final int RUNS = 1500;

  /** One experiment: half the people gain 2 by arm 1, the policy gives it to them; level 10. */
  private static PolicyEstimator draw(
      SplittableRandom random, int rowsPerUnit, boolean counted, int[] chosen) {
    int[] arm = new int[ROWS];
    int[] unit = new int[ROWS];
    double[] revenue = new double[ROWS];
    double[] propensity = new double[ROWS];
    double[] baseline = new double[ROWS * 2];
    for (int i = 0; i < ROWS; i++) {
      unit[i] = i / rowsPerUnit;
      if (i % rowsPerUnit == 0) {
        double x = random.nextDouble();
        chosen[i] = x < 0.5 ? 1 : 0;
        arm[i] = random.nextDouble() < 0.3 ? 1 : 0;
        double shared = random.nextGaussian();
        revenue[i] = 10 + shared + (arm[i] == 1 && x < 0.5 ? 2 : 0);
      } else {
        chosen[i] = chosen[i - 1];
        arm[i] = arm[i - 1];
        revenue[i] = revenue[i - 1];
      }
      propensity[i] = arm[i] == 1 ? 0.3 : 0.7;
      baseline[2 * i] = 9.5;
      baseline[2 * i + 1] = 9.5 + (chosen[i] == 1 ? 1.8 : 0);
    }
    LoggedSamples rows =
        LoggedSamples.of(2, arm, revenue, new double[ROWS], counted ? null : propensity);
    return new PolicyEstimator(
        rows, revenue, baseline, 10, revenue, unit, (ROWS + rowsPerUnit - 1) / rowsPerUnit);
  }

  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "5, false", "5, true"})
  void intervalsCoverTheTruthInNinetyFiveOfAHundred(int rowsPerUnit, boolean counted) {
    double truth = 11;
    SplittableRandom random = new SplittableRandom(17);
    int[] covered = new int[3];
    double[] bias = new double[3];
    for (int run = 0; run < RUNS; run++) {
      int[] chosen = new int[ROWS];
      PolicyEstimator estimator = draw(random, rowsPerUnit, counted, chosen);
      PolicyEstimator.Estimate[] estimates = {
        estimator.doublyRobust(chosen),
        estimator.selfNormalized(chosen),
        estimator.inversePropensity(chosen)
      };
      for (int k = 0; k < estimates.length; k++) {
        Interval interval = estimates[k].interval();
        covered[k] += interval.lower() <= truth && truth <= interval.upper() ? 1 : 0;
        bias[k] += (interval.estimate() - truth) / RUNS;
        assertThat(Arrays.stream(estimates[k].byUnit()).sum()).isCloseTo(0, within(1e-6));
      }
    }
    for (int k = 0; k < covered.length; k++) {
      assertThat(covered[k] / (double) RUNS).as("kind %d", k).isBetween(0.925, 0.975);
      assertThat(bias[k]).as("kind %d", k).isCloseTo(0, within(0.03));
    }
  }

  @Test
  void noConversionAmongTheRowsThatAgreeIsNoCertainty() {
    int[] arm = IntStream.range(0, ROWS).map(i -> i % 2).toArray();
    double[] revenue = new double[ROWS];
    revenue[0] = 1;
    int[] chosen = new int[ROWS];
    Arrays.fill(chosen, 1);
    PolicyEstimator estimator =
        new PolicyEstimator(
            LoggedSamples.of(2, arm, revenue, new double[ROWS], null),
            revenue,
            new double[2 * ROWS],
            0,
            revenue,
            IntStream.range(0, ROWS).toArray(),
            ROWS);

    Interval interval = estimator.doublyRobust(chosen).interval();
    assertThat(interval.estimate()).isZero();
    assertThat(interval.lower()).isZero();
    assertThat(interval.upper()).as("three over the rows of the arm").isCloseTo(0.02, within(1e-9));
  }
}
