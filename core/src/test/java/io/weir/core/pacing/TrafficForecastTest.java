package io.weir.core.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import org.junit.jupiter.api.Test;

class TrafficForecastTest {
  private static final long DAY = 86_400_000;
  private static final long HOUR = 3_600_000;
  private static final long START = 19_000 * DAY;

  /** Impressions of a minute: more by day than by night. */
  private static double perMinute(long atMillis) {
    return 100 * (1 + 0.8 * Math.sin(2 * Math.PI * (atMillis % DAY) / (double) DAY));
  }

  private static double run(TrafficForecast forecast, long from, long to, double factor) {
    double sum = 0;
    for (long at = from; at < to; at += 60_000) {
      forecast.advance(at);
      forecast.count(at, factor * perMinute(at));
      sum += factor * perMinute(at);
    }
    forecast.advance(to);
    return sum;
  }

  @Test
  void theSecondDayIsExpectedToBeLikeTheFirst() {
    TrafficForecast forecast = new TrafficForecast();
    double day = run(forecast, START, START + DAY, 1);
    assertThat(forecast.expected(START + DAY, START + 2 * DAY)).isCloseTo(day, within(0.01 * day));
    double night = forecast.expected(START + DAY + 15 * HOUR, START + DAY + 21 * HOUR);
    assertThat(night).isLessThan(0.15 * day);
    assertThat(forecast.expected(START + DAY, START + 5 * DAY))
        .isCloseTo(4 * day, within(0.02 * day));
  }

  @Test
  void aBusyHourOfAKnownProfileRaisesTheNextOnes() {
    TrafficForecast forecast = new TrafficForecast();
    run(forecast, START, START + DAY, 1);
    double usual = forecast.expected(START + DAY + 4 * HOUR, START + DAY + 5 * HOUR);
    run(forecast, START + DAY, START + DAY + 4 * HOUR, 2);
    double raised = forecast.expected(START + DAY + 4 * HOUR, START + DAY + 5 * HOUR);
    assertThat(raised).isBetween(1.8 * usual, 3.2 * usual);
  }

  @Test
  void onTheFirstDayTheMeanRateIsExpected() {
    TrafficForecast forecast = new TrafficForecast();
    double sum = run(forecast, START, START + 2 * HOUR, 1);
    double soon = forecast.expected(START + 2 * HOUR, START + 4 * HOUR);
    assertThat(soon).as("like the last hours").isGreaterThan(sum);
    assertThat(forecast.expected(START + 12 * HOUR, START + 14 * HOUR))
        .as("no more than the mean is known")
        .isCloseTo(forecast.expected(START + 14 * HOUR, START + 16 * HOUR), within(1.0));
  }

  /** Counts whole days at a factor each, and returns what they came to. */
  private static double days(TrafficForecast forecast, int first, double... factors) {
    double sum = 0;
    for (int d = 0; d < factors.length; d++) {
      long day = START + (first + d) * DAY;
      sum += run(forecast, day, day + DAY, factors[d]);
    }
    return sum;
  }

  private static double truth(long from, long to, double growthPerDay) {
    double sum = 0;
    for (long at = from; at < to; at += 60_000) {
      sum += Math.pow(growthPerDay, Math.floorDiv(at - START, DAY)) * perMinute(at);
    }
    return sum;
  }

  @Test
  void trafficThatRisesOrFallsFromDayToDayIsExpectedToGoOn() throws Exception {
    for (double growth : new double[] {0.85, 1.1, 1.25}) {
      TrafficForecast forecast = new TrafficForecast();
      for (int d = 0; d < 4; d++) {
        days(forecast, d, Math.pow(growth, d));
      }
      for (int hour : new int[] {0, 5, 11}) {
        long now = START + 4 * DAY + hour * HOUR;
        forecast = read(forecast);
        run(forecast, now - Math.min(hour, 6) * HOUR, now, Math.pow(growth, 4));
        double today = truth(now, START + 5 * DAY, growth);
        assertThat(forecast.expected(now, START + 5 * DAY))
            .as("rest of the day at hour %d, growth %s", hour, growth)
            .isCloseTo(today, within(0.07 * today));
        double threeDays = truth(now, START + 7 * DAY, growth);
        assertThat(forecast.expected(now, START + 7 * DAY))
            .as("three days at hour %d, growth %s", hour, growth)
            .isCloseTo(threeDays, within(0.15 * threeDays));
      }
    }
  }

  @Test
  void theEarlyMorningOfADayForetellsItsEvening() {
    TrafficForecast forecast = new TrafficForecast();
    days(forecast, 0, 1, 1);
    // The rest of the day is what the hours so far are not.
    long night = START + 2 * DAY + 19 * HOUR;
    run(forecast, START + 2 * DAY, night, 1);
    double flat = run(forecast, night, night + HOUR, 1) * 24;
    double day = truth(night + HOUR, night + HOUR + DAY, 1);
    assertThat(flat).isLessThan(day / 2.4);
    assertThat(forecast.expected(night + HOUR, night + HOUR + DAY))
        .isCloseTo(day, within(0.02 * day));
  }

  @Test
  void anyStretchIsAnsweredAtOnce() {
    TrafficForecast forecast = new TrafficForecast();
    double day = days(forecast, 0, 1, 1);
    long now = START + 2 * DAY;
    double years = forecast.expected(now, now + 3650 * DAY);
    assertThat(years).isCloseTo(3650 * day / 2, within(0.02 * 3650 * day));
    assertThat(forecast.expected(now, Long.MAX_VALUE)).isFinite().isGreaterThan(years);
    assertThat(forecast.expected(Long.MIN_VALUE, Long.MAX_VALUE)).isFinite();
    assertThat(forecast.expected(Long.MAX_VALUE - 1, Long.MAX_VALUE)).isFinite();
    assertThat(forecast.expected(now, now)).isZero();
    assertThat(forecast.relativeError(Long.MIN_VALUE, Long.MAX_VALUE)).isFinite();
    forecast.advance(Long.MAX_VALUE);
    assertThat(forecast.expected(now, now + DAY)).isFinite();
  }

  /** Arrays of numbers: a day at ten a slot, seen once, and its profile of twenty. */
  @Test
  void stateOfEarlierReleasesIsRead() throws Exception {
    double[] state = new double[4 * TrafficForecast.SLOTS + 9];
    double slotMillis = (double) DAY / TrafficForecast.SLOTS;
    for (int s = 0; s < TrafficForecast.SLOTS; s++) {
      state[s] = 10;
      state[TrafficForecast.SLOTS + s] = slotMillis;
      state[2 * TrafficForecast.SLOTS + s] = 20 / slotMillis;
      state[3 * TrafficForecast.SLOTS + 9 + s] = 10 / slotMillis;
    }
    state[3 * TrafficForecast.SLOTS + 2] = START;
    double day = 10 * TrafficForecast.SLOTS;
    for (int length : new int[] {3 * TrafficForecast.SLOTS + 5, state.length}) {
      TrafficForecast old =
          TrafficForecast.read(StateInput.ofNumbers(java.util.Arrays.copyOf(state, length)));
      assertThat(old.expected(START, START + DAY)).isCloseTo(day, within(0.01 * day));
      TrafficForecast copy = read(old);
      assertThat(copy.expected(START, START + DAY)).isEqualTo(old.expected(START, START + DAY));
    }
  }

  private static TrafficForecast read(TrafficForecast written) throws Exception {
    return TrafficForecast.read(StateInput.of(StateOutput.bytesOf(written::write)));
  }

  @Test
  void aBeliefHoldsUntilMoreWasSeen() {
    TrafficForecast forecast = new TrafficForecast();
    forecast.believe(24_000, DAY, HOUR);
    assertThat(forecast.expected(START, START + DAY)).isCloseTo(24_000, within(1.0));
    run(forecast, START, START + 12 * HOUR, 1);
    assertThat(forecast.expected(START + 12 * HOUR, START + DAY)).isGreaterThan(60_000);
  }

  @Test
  void silenceIsBelievedAfterADay() {
    TrafficForecast forecast = new TrafficForecast();
    double day = run(forecast, START, START + DAY, 1);
    forecast.advance(START + 5 * DAY);
    assertThat(forecast.expected(START + 5 * DAY, START + 6 * DAY)).isLessThan(0.6 * day);
  }

  @Test
  void savesAndRestores() throws Exception {
    TrafficForecast forecast = new TrafficForecast();
    run(forecast, START, START + 30 * HOUR, 1);
    TrafficForecast copy = read(forecast);
    long now = START + 30 * HOUR;
    assertThat(copy.expected(now, now + DAY)).isEqualTo(forecast.expected(now, now + DAY));
    assertThat(copy.relativeError(now, now + DAY))
        .isEqualTo(forecast.relativeError(now, now + DAY))
        .isPositive();
  }
}
