package io.weir.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.allocation.LoggedSamples;
import io.weir.core.allocation.Predictions;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OffPolicyValueTest {
  private static final int ARMS = 3;
  private static final int STRATA = 2;

  /** Assignment differs by stratum, and so do outcomes: whoever ignores it is biased. */
  private static final double[][] PROPENSITY = {{0.6, 0.3, 0.1}, {0.2, 0.3, 0.5}};

  /** Truth: a taste x, uniform; the policy gives arm 2 above 0.6, arm 1 above 0.3. */
  private static double mean(int stratum, int arm, double x) {
    return 1 + stratum + (arm == 0 ? 0 : arm == 1 ? 0.5 * x : 1.2 * x - 0.4);
  }

  private static int policy(double x) {
    return x > 0.6 ? 2 : x > 0.3 ? 1 : 0;
  }

  /** Expectation over x and strata, the latter equally likely. */
  private static double truth() {
    double sum = 0;
    int grid = 100_000;
    for (int k = 0; k < grid; k++) {
      double x = (k + 0.5) / grid;
      sum += (mean(0, policy(x), x) + mean(1, policy(x), x)) / 2 / grid;
    }
    return sum;
  }

  private static OffPolicyValue simulate(SplittableRandom random, int n) {
    OffPolicyValue value = new OffPolicyValue(STRATA, ARMS);
    for (int i = 0; i < n; i++) {
      int stratum = random.nextInt(STRATA);
      double x = random.nextDouble();
      double u = random.nextDouble();
      double[] p = PROPENSITY[stratum];
      int arm = u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2;
      // Zero or a large amount: skewed as revenue is.
      double outcome = random.nextDouble() < 0.5 ? 0 : 2 * mean(stratum, arm, x);
      int chosen = policy(x);
      // A model that is wrong in a smooth way.
      double model = 1.1 + 0.7 * stratum;
      value.add(
          stratum,
          arm,
          p[arm],
          chosen == arm ? 1 : 0,
          outcome,
          model + chosen * 0.3,
          model + arm * 0.3);
    }
    return value;
  }

  @Test
  void unbiasedAndCoveringAsStated() {
    double truth = truth();
    int replications = 2000;
    SplittableRandom random = new SplittableRandom(20260101);
    int[] covered = new int[4];
    Moments[] values = {new Moments(), new Moments(), new Moments(), new Moments()};
    Moments[] errors = {new Moments(), new Moments(), new Moments(), new Moments()};
    for (int k = 0; k < replications; k++) {
      OffPolicyValue value = simulate(random, 1000);
      ValueEstimate[] estimates = {
        value.horvitzThompson(),
        value.selfNormalized(),
        value.doublyRobust(),
        value.countedPropensities()
      };
      for (int m = 0; m < estimates.length; m++) {
        values[m].add(estimates[m].value());
        errors[m].add(estimates[m].standardError());
        covered[m] += estimates[m].covers(truth) ? 1 : 0;
      }
    }
    for (int m = 0; m < 4; m++) {
      double spread = Math.sqrt(values[m].varianceX());
      assertThat(values[m].meanX()).isCloseTo(truth, within(4 * spread / Math.sqrt(replications)));
      assertThat(errors[m].meanX() / spread).isCloseTo(1, within(0.06));
      assertThat(covered[m] / (double) replications).isBetween(0.93, 0.97);
    }
    // Counting the propensities, and a model, take out variance.
    assertThat(values[3].varianceX()).isLessThan(values[0].varianceX());
    assertThat(values[2].varianceX()).isLessThan(values[0].varianceX());
  }

  @Property(tries = 50)
  void shardsAndSavedStatesAddUp(@ForAll long seed, @ForAll @IntRange(min = 0, max = 60) int cut) {
    SplittableRandom random = new SplittableRandom(seed);
    OffPolicyValue left = simulate(random.split(), cut);
    OffPolicyValue right = simulate(random.split(), 80 - cut);
    OffPolicyValue restored = new OffPolicyValue(STRATA, ARMS);
    restored.restore(left.save());
    assertThat(restored.save()).containsExactly(left.save());
    restored.merge(right);
    right.merge(left);
    assertThat(restored.save()).containsExactly(right.save(), within(1e-9));
    assertThat(restored.samples()).isEqualTo(80);
  }

  @Test
  void theBatchCountsItsPropensitiesPerStratum() {
    SplittableRandom random = new SplittableRandom(3);
    int n = 300;
    int[] arm = random.ints(n, 0, 2).toArray();
    int[] stratum = random.ints(n, 0, 3).toArray();
    double[] revenue = random.doubles(n, 0, 2).toArray();
    double[] cost = random.doubles(n, 0, 1).toArray();
    LoggedSamples samples = LoggedSamples.stratified(2, arm, revenue, cost, stratum, 3);
    Predictions predictions =
        Predictions.of(
            random.doubles(2L * n, 0, 2).toArray(), random.doubles(2L * n, 0, 1).toArray(), 2);
    PolicyEvaluation evaluation = PolicyEvaluation.of(samples, predictions, 0.7);
    assertThat(evaluation.revenue().countedPropensities().value())
        .isCloseTo(evaluation.revenue().horvitzThompson().value(), within(1e-12));
    assertThat(evaluation.cost().countedPropensities().value())
        .isCloseTo(evaluation.cost().horvitzThompson().value(), within(1e-12));
    PolicyEvaluation restored = new PolicyEvaluation(3, 2);
    restored.restore(evaluation.save());
    assertThat(restored.cost().doublyRobust()).isEqualTo(evaluation.cost().doublyRobust());
  }

  @Test
  void theEffectiveSampleSizeIsKishs() {
    OffPolicyValue value = new OffPolicyValue(2);
    assertThat(value.effectiveSampleSize()).isZero();
    value.add(0, 0, 0.5, 1, 1, 0, 0);
    value.add(0, 1, 0.25, 1, 1, 0, 0);
    value.add(0, 1, 0.25, 0, 1, 0, 0);
    assertThat(value.effectiveSampleSize()).isCloseTo(36.0 / 20, within(1e-12));
  }

  @Test
  void nonsenseIsRefused() {
    OffPolicyValue value = new OffPolicyValue(2);
    assertThatThrownBy(() -> value.add(0, 0, 0, 1, 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> value.merge(new OffPolicyValue(3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> value.restore(new double[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
