package io.weir.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.estimate.HoldoutSize.Looks;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldoutSizeTest {
  private static final int RUNS = 2_000;

  /** Draws the holdout again and again: four of five have to resolve what is there. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 0.05, 0.25, 0.08, ONCE",
    "0.5, 0.05, 0.25, 0.08, ANY_TIME",
    "0.2, 0.30, 0.40, 0.25, ONCE",
    "0.2, 0.30, 0.40, 0.25, ANY_TIME",
  })
  void fourOfFiveAreResolved(double q0, double r0, double q, double r, Looks looks) {
    long samples = Math.round(HoldoutSize.samples(q0, r0, q, r, looks));
    SplittableRandom random = new SplittableRandom(17);
    int resolved = 0;
    for (int run = 0; run < RUNS; run++) {
      long[] people = new long[2];
      long[] orders = new long[2];
      for (long i = 0; i < samples; i++) {
        double draw = random.nextDouble();
        if (draw < q0 + q) { // any further arm is of no use to this pair
          int arm = draw < q0 ? 0 : 1;
          people[arm]++;
          orders[arm] += random.nextDouble() < (arm == 0 ? r0 : r) ? 1 : 0;
        }
      }
      double free = (double) orders[0] / people[0];
      double other = (double) orders[1] / people[1];
      double error = Math.sqrt(free * (1 - free) / people[0] + other * (1 - other) / people[1]);
      double half =
          looks == Looks.ONCE
              ? 1.96 * error
              : AsymptoticConfidenceSequence.halfWidth(error, samples, HoldoutSize.LEVEL, samples);
      resolved += Math.abs(other - free) > half ? 1 : 0;
    }
    // Three standard errors of the simulation, and what the normal approximation leaves.
    assertThat((double) resolved / RUNS).isCloseTo(HoldoutSize.POWER, within(0.04));
  }

  @Test
  void looksThatMayComeAtAnyTimeCostMore() {
    double once = HoldoutSize.samples(.5, .05, .5, .06, Looks.ONCE);
    double anyTime = HoldoutSize.samples(.5, .05, .5, .06, Looks.ANY_TIME);
    assertThat(anyTime / once).isBetween(1.3, 2.5);
    // Fleiss, Levin, Paik, "Statistical Methods for Rates and Proportions": the classic size of two
    // arms of 8,156 each, here without pooling.
    assertThat(once / 2).isCloseTo(8_155, within(10.0));
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> HoldoutSize.samples(.5, .05, .5, .05, Looks.ONCE))
        .hasMessageContaining("never told apart");
    assertThatThrownBy(() -> HoldoutSize.samples(0, .05, .5, .06, Looks.ONCE))
        .hasMessageContaining("probability 0.0");
  }
}
