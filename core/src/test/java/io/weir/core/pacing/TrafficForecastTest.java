package io.weir.core.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
  void savesAndRestores() {
    TrafficForecast forecast = new TrafficForecast();
    run(forecast, START, START + 30 * HOUR, 1);
    TrafficForecast copy = new TrafficForecast();
    copy.restore(forecast.save());
    long now = START + 30 * HOUR;
    assertThat(copy.expected(now, now + DAY)).isEqualTo(forecast.expected(now, now + DAY));
    assertThat(copy.relativeError(now, now + DAY))
        .isEqualTo(forecast.relativeError(now, now + DAY))
        .isPositive();
  }
}
