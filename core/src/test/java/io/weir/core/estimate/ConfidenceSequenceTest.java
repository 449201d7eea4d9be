package io.weir.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Anytime-valid intervals over null runs with a look every 200 rows. The full table is in
 * docs/evidence/intervals.md.
 */
class ConfidenceSequenceTest {
  private static final double LEVEL = 0.05;
  private static final int LOOK = 200;
  private static final int RUNS = 200;
  private static final int ROWS = 6_000;

  /** Outcomes with a known mean. */
  enum World {
    CONVERSIONS_OF_ONE_IN_A_THOUSAND(random -> random.nextDouble() < 0.001 ? 1 : 0, 0.001),
    CONVERSIONS_OF_ONE_IN_A_HUNDRED(random -> random.nextDouble() < 0.01 ? 1 : 0, 0.01),
    CONVERSIONS_OF_ONE_IN_TEN(random -> random.nextDouble() < 0.1 ? 1 : 0, 0.1),
    LOGNORMAL_1(random -> Math.exp(random.nextGaussian()), Math.exp(0.5)),
    LOGNORMAL_2(random -> Math.exp(2 * random.nextGaussian()), Math.exp(2)),
    UNIFORM(SplittableRandom::nextDouble, 0.5),
    NORMAL(random -> 1 + random.nextGaussian(), 1);

    private final ToDoubleFunction<SplittableRandom> draw;
    private final double mean;

    World(ToDoubleFunction<SplittableRandom> draw, double mean) {
      this.draw = draw;
      this.mean = mean;
    }

    boolean wellBehaved() {
      return this == CONVERSIONS_OF_ONE_IN_TEN || this == UNIFORM || this == NORMAL;
    }
  }

  @ParameterizedTest
  @EnumSource(World.class)
  void theMeanStaysInsideHoweverOftenOneLooks(World world) {
    int misses = 0;
    SplittableRandom random = new SplittableRandom(42);
    for (int run = 0; run < RUNS; run++) {
      AsymptoticConfidenceSequence sequence = new AsymptoticConfidenceSequence(LEVEL, 1000);
      Moments plain = new Moments();
      boolean missed = false;
      for (int t = 1; t <= ROWS; t++) {
        double x = world.draw.applyAsDouble(random);
        sequence.add(x);
        plain.add(x);
        if (t % LOOK == 0) {
          ValueEstimate interval = sequence.interval();
          missed |= !interval.covers(world.mean);
          double half = interval.upper() - interval.value();
          assertThat(half).isPositive();
          if (world.wellBehaved() && t >= 1000) {
            double error = Math.sqrt(plain.varianceX() / t);
            double without = AsymptoticConfidenceSequence.halfWidth(error, t, LEVEL, 1000);
            assertThat(half).isLessThan(1.2 * without);
          }
        }
      }
      misses += missed ? 1 : 0;
    }
    assertThat(misses / (double) RUNS).isLessThanOrEqualTo(LEVEL);
  }

  /** The same worlds seen through a policy that gets rows of probabilities .8 and .1. */
  @ParameterizedTest
  @EnumSource(World.class)
  void andUnderInversePropensities(World world) {
    int misses = 0;
    SplittableRandom random = new SplittableRandom(7);
    for (int run = 0; run < RUNS; run++) {
      AsymptoticConfidenceSequence sequence = new AsymptoticConfidenceSequence(LEVEL, 1000);
      boolean missed = false;
      for (int t = 1; t <= ROWS; t++) {
        boolean common = random.nextDouble() < 0.8;
        boolean wanted = random.nextBoolean();
        double x = common == wanted ? world.draw.applyAsDouble(random) : 0;
        // Half the policy's rows want the common arm, half one of two rare ones, of which one row
        // in two that got a rare arm got the other.
        boolean other = !common && random.nextBoolean();
        sequence.add(other ? 0 : x, common ? 1 / 0.8 : 1 / 0.1);
        missed |= t % LOOK == 0 && !sequence.interval().covers(world.mean);
      }
      misses += missed ? 1 : 0;
    }
    assertThat(misses / (double) RUNS).isLessThanOrEqualTo(LEVEL);
  }

  @Test
  void standardErrorsAloneMissRareConversions() {
    int misses = 0;
    SplittableRandom random = new SplittableRandom(42);
    for (int run = 0; run < RUNS; run++) {
      Moments plain = new Moments();
      boolean missed = false;
      for (int t = 1; t <= ROWS; t++) {
        plain.add(random.nextDouble() < 0.001 ? 1 : 0);
        double error = Math.sqrt(plain.varianceX() / t);
        missed |=
            t % LOOK == 0
                && Math.abs(plain.meanX() - 0.001)
                    > AsymptoticConfidenceSequence.halfWidth(error, t, LEVEL, 1000);
      }
      misses += missed ? 1 : 0;
    }
    assertThat(misses / (double) RUNS).isGreaterThan(0.5);
  }

  @Test
  void narrows() {
    SplittableRandom random = new SplittableRandom(1);
    AsymptoticConfidenceSequence sequence = new AsymptoticConfidenceSequence(LEVEL, 1000);
    assertThat(sequence.interval().covers(1e9)).isTrue();
    for (int t = 0; t < 20_000; t++) {
      sequence.add(random.nextDouble() - 0.5);
    }
    double fixedHalf = 1.96 * Math.sqrt(1.0 / 12 / 20_000);
    ValueEstimate interval = sequence.interval();
    assertThat((interval.upper() - interval.lower()) / 2).isBetween(fixedHalf, 2.5 * fixedHalf);
  }

  @Test
  void nothingSeenYetIsNoKnowledge() {
    AsymptoticConfidenceSequence sequence = new AsymptoticConfidenceSequence(LEVEL, 1000);
    for (int t = 0; t < 5_000; t++) {
      sequence.add(0, 10);
    }
    assertThat(sequence.interval().covers(1e9)).isTrue();
    assertThatThrownBy(() -> new AsymptoticConfidenceSequence(0, 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void allowancesMergeAndDoNotDependOnTheUnit() {
    SplittableRandom random = new SplittableRandom(3);
    TailAllowance whole = new TailAllowance();
    TailAllowance first = new TailAllowance();
    TailAllowance second = new TailAllowance();
    TailAllowance cents = new TailAllowance();
    for (int t = 0; t < 400; t++) {
      double x = Math.exp(2 * random.nextGaussian());
      whole.add(x, 2);
      (t < 100 ? first : second).add(x, 2);
      cents.add(100 * x, 2);
    }
    first.merge(second);
    double of = whole.of(400);
    assertThat(first.of(400)).isCloseTo(of, org.assertj.core.data.Percentage.withPercentage(1e-9));
    assertThat(cents.of(400) / 100)
        .isCloseTo(of, org.assertj.core.data.Percentage.withPercentage(1e-6));
    whole.discount(0.5);
    assertThat(whole.of(400)).isGreaterThanOrEqualTo(of);
  }
}
