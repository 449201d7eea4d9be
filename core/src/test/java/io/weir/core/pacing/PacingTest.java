package io.weir.core.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.allocation.DualPrice;
import io.weir.core.allocation.ExactCostCurve;
import io.weir.core.allocation.Policy;
import io.weir.core.allocation.Predictions;
import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PacingTest {
  private static final double[] RUNGS = {0.1, 0.3, 0.6, 1.2, 2.4};

  private static Predictions individuals(SplittableRandom random, int n) {
    double[] revenue = new double[3 * n];
    double[] cost = new double[3 * n];
    for (int i = 0; i < n; i++) {
      double taste = random.nextDouble();
      for (int j = 1; j < 3; j++) {
        revenue[3 * i + j] = taste * Math.sqrt(j) + 0.2 * random.nextDouble();
        cost[3 * i + j] = j * (0.5 + random.nextDouble());
      }
    }
    return Predictions.of(revenue, cost, 3);
  }

  private static PriceLadder ladder(SplittableRandom random) {
    List<DualPrice> prices = ExactCostCurve.of(individuals(random, 5_000)).ladder(RUNGS);
    return PriceLadder.of(RUNGS, prices.stream().mapToDouble(DualPrice::dualPrice).toArray());
  }

  /**
   * Runs a period in which everything really costs {@code realized} times its prediction, which the
   * pacer is told; returns spend over budget.
   */
  private static double spendShare(long seed, double realized, @Nullable PacingMethod method) {
    SplittableRandom random = new SplittableRandom(seed);
    PriceLadder ladder = ladder(random);
    Pacer pacer = method == null ? new FixedPricePacer(ladder.priceFor(0.4)) : method.start(ladder);
    int intervals = 200;
    int perInterval = 100;
    double budget = 0.4 * intervals * perInterval;
    double left = budget;
    for (int t = 0; t < intervals; t++) {
      double expected = (intervals - t) * perInterval;
      double target = left / expected / realized;
      double price = pacer.price(method == null ? 1 : target);
      Predictions arrivals = individuals(random, perInterval);
      int[] arm = new int[perInterval];
      Policy.argmax(arrivals, price, arm);
      double predicted = 0;
      for (int i = 0; i < perInterval; i++) {
        predicted += arrivals.cost(i, arm[i]);
      }
      if (left > 0) {
        pacer.observe(perInterval, predicted, target * perInterval, intervals * perInterval);
      }
      left -= predicted * realized;
    }
    return (budget - left) / budget;
  }

  @Property(tries = 20)
  void theBudgetIsSpentWhateverThePredictionsMissBy(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.7, max = 1.6) double realized,
      @ForAll PacingMethod method) {
    assertThat(spendShare(seed, realized, method)).isBetween(0.97, 1.01);
  }

  @Test
  void withoutPacingItIsNot() {
    assertThat(spendShare(1, 1.5, null)).isGreaterThan(1.3);
    assertThat(spendShare(1, 0.7, null)).isLessThan(0.8);
  }

  @Property(tries = 100)
  void pricesFallWithTheBudget(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.01, max = 3) double budget,
      @ForAll @DoubleRange(min = 0.01, max = 3) double other) {
    PriceLadder ladder =
        PriceLadder.of(RUNGS, new SplittableRandom(seed).doubles(5, 0, 2).toArray());
    double less = Math.min(budget, other);
    double more = Math.max(budget, other);
    assertThat(ladder.priceFor(less)).isGreaterThanOrEqualTo(ladder.priceFor(more) - 1e-12);
  }

  @Test
  void theLadderAtItsRungsBetweenAndBeyond() {
    PriceLadder ladder = PriceLadder.of(new double[] {1, 2, 3}, new double[] {4, 2, 0});
    assertThat(ladder.priceFor(2)).isEqualTo(2);
    assertThat(ladder.priceFor(1.5)).isEqualTo(3);
    assertThat(ladder.priceFor(0.5)).isEqualTo(8);
    assertThat(ladder.priceFor(9)).isZero();
    assertThat(ladder.priceFor(0)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(ladder.smallestPositivePrice()).isEqualTo(2);
    assertThatThrownBy(() -> PriceLadder.of(new double[] {2, 1}, new double[] {1, 1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> PriceLadder.of(new double[] {1}, new double[] {Double.POSITIVE_INFINITY}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(PacingMethod.class)
  void nothingLeftMeansAnInfinitePriceAndZeroCanBeLeft(PacingMethod method) {
    Pacer pacer = method.start(PriceLadder.of(new double[] {1, 2, 3}, new double[] {4, 2, 0}));
    assertThat(pacer.price(0)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(pacer.price(-5)).isEqualTo(Double.POSITIVE_INFINITY);
    pacer.price(9);
    for (int k = 0; k < 50; k++) {
      pacer.observe(1_000, 30_000, 3_000, 100_000);
    }
    assertThat(pacer.price(3)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(PacingMethod.class)
  void aRestoredPacerGoesOnAsItWas(PacingMethod method) throws Exception {
    PriceLadder ladder = PriceLadder.of(new double[] {1, 2, 3}, new double[] {4, 2, 0});
    Pacer pacer = method.start(ladder);
    pacer.price(2);
    pacer.observe(1_000, 2_600, 2_000, 100_000);
    Pacer restored = method.start(ladder);
    restored.read(StateInput.of(StateOutput.bytesOf(pacer::write)));
    restored.observe(1_000, 1_900, 2_000, 100_000);
    pacer.observe(1_000, 1_900, 2_000, 100_000);
    assertThat(restored.price(1.7)).isEqualTo(pacer.price(1.7)).isNotEqualTo(ladder.priceFor(1.7));
  }

  @Test
  void dearerTrafficThanTheLaddersReadsItLower() {
    PriceLadder ladder = PriceLadder.of(new double[] {1, 2, 4}, new double[] {4, 2, 1});
    ResolvingPacer pacer = new ResolvingPacer(ladder);
    for (int k = 0; k < 50; k++) {
      pacer.observe(1_000, 2 * 2_000 / pacer.ratio(), 2_000, 100_000);
    }
    assertThat(pacer.ratio()).isCloseTo(2, within(0.1));
    assertThat(pacer.price(2)).isCloseTo(4, within(0.2));
  }

  @Test
  void theFactorIsBoundedAndSaved() throws Exception {
    DualMirrorDescent descent = new DualMirrorDescent(0.5, 3);
    for (int k = 0; k < 10; k++) {
      descent.step(100, 1, 100, 10_000);
    }
    assertThat(descent.factor()).isCloseTo(3, within(1e-12));
    DualMirrorDescent copy = new DualMirrorDescent(0.5, 3);
    copy.read(StateInput.of(StateOutput.bytesOf(descent::write)));
    copy.step(0, 1, 20, 10_000);
    assertThat(copy.factor()).isCloseTo(3 * Math.exp(-0.1), within(1e-12));
    assertThatThrownBy(() -> copy.step(1, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DualMirrorDescent(0.5, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
