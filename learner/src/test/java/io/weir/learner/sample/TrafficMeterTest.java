package io.weir.learner.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import io.weir.learner.options.PricingOptions.BudgetHorizon;
import io.weir.schemas.Assignment;
import io.weir.schemas.Budget;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TrafficMeterTest {
  private static final Budget BUDGET =
      new Budget(1_000_000L, "EUR", Instant.ofEpochMilli(0), Instant.ofEpochMilli(1000));

  /** In 100 ms: eight policy impressions, two of the holdout that cost 1,000 micros each. */
  private static TrafficMeter measured() {
    TrafficMeter meter = new TrafficMeter();
    for (int i = 0; i < 8; i++) {
      meter.add(Assignment.POLICY, i * 10, i * 10, 5_000, BUDGET);
    }
    meter.add(Assignment.RANDOMIZED, 85, 85, 1_000, BUDGET);
    meter.add(Assignment.RANDOMIZED, 95, 95, 1_000, BUDGET);
    meter.slide(100);
    return meter;
  }

  @Test
  void holdoutSpendIsTakenOffFirst() {
    // A whole period sees 80 policy impressions and 20 of the holdout, which cost 20,000.
    assertThat(measured().budgetPerImpressionMicros(BUDGET, BudgetHorizon.PERIOD, 100, 0.2))
        .isCloseTo((1_000_000 - 20_000) / 80.0, withinPercentage(4));
  }

  @Test
  void remainingBudgetIsSpreadOverTheRemainingPeriod() {
    // 42,000 are spent; 900 ms are left, with 72 policy impressions and 18,000 for the holdout.
    assertThat(measured().budgetPerImpressionMicros(BUDGET, BudgetHorizon.REMAINING, 100, 0.2))
        .isCloseTo((1_000_000 - 42_000 - 18_000) / 72.0, withinPercentage(4));
  }

  @Test
  void overspentBudgetIsZeroAndUnmeasuredTrafficIsUnbounded() {
    Budget small = new Budget(10_000L, "EUR", Instant.ofEpochMilli(0), Instant.ofEpochMilli(1000));
    assertThat(measured().budgetPerImpressionMicros(small, BudgetHorizon.PERIOD, 100, 0.2))
        .isZero();
    assertThat(new TrafficMeter().budgetPerImpressionMicros(BUDGET, BudgetHorizon.PERIOD, 0, 0.2))
        .isInfinite();
  }

  @Test
  void holdoutStandsInForPolicyTrafficThatHasNotBegun() {
    TrafficMeter meter = new TrafficMeter();
    meter.add(Assignment.RANDOMIZED, 0, 0, 0, BUDGET);
    meter.add(Assignment.RANDOMIZED, 50, 50, 0, BUDGET);
    meter.slide(100);
    // Two of the holdout at a rate of .2 mean eight of the policy in 100 ms.
    assertThat(meter.budgetPerImpressionMicros(BUDGET, BudgetHorizon.PERIOD, 100, 0.2))
        .isCloseTo(1_000_000 / 80.0, withinPercentage(4));
  }

  /** Traffic of a day with a quiet night, hour by hour; the budget of the second day, at dawn. */
  @Test
  void aQuietNightIsNotTakenForTheDay() {
    long day = 86_400_000;
    Budget tomorrow =
        new Budget(1_000_000_000L, "EUR", Instant.ofEpochMilli(day), Instant.ofEpochMilli(2 * day));
    TrafficMeter meter = new TrafficMeter();
    double total = 0;
    for (int hour = 0; hour < 30; hour++) {
      int impressions = hour % 24 < 7 ? 20 : 300;
      total += hour < 24 ? impressions : 0;
      for (int i = 0; i < impressions; i++) {
        long at = hour * 3_600_000L + i * 3_600_000L / impressions;
        meter.add(i % 10 == 0 ? Assignment.RANDOMIZED : Assignment.POLICY, at, at, 0, tomorrow);
      }
      meter.slide((hour + 1) * 3_600_000L);
    }
    assertThat(
            meter.budgetPerImpressionMicros(tomorrow, BudgetHorizon.PERIOD, 30 * 3_600_000L, 0.1))
        .isCloseTo(1_000_000_000 / (0.9 * total), withinPercentage(8));
  }

  @Test
  void restoresToTheBit() throws IOException {
    TrafficMeter meter = measured();
    meter.add(Assignment.POLICY, 110, 110, 7, BUDGET);
    TrafficMeter restored = TrafficMeter.read(StateInput.of(StateOutput.bytesOf(meter::write)));
    meter.slide(200);
    restored.slide(200);
    assertThat(restored.budgetPerImpressionMicros(BUDGET, BudgetHorizon.REMAINING, 200, 0.2))
        .isEqualTo(meter.budgetPerImpressionMicros(BUDGET, BudgetHorizon.REMAINING, 200, 0.2));
  }
}
