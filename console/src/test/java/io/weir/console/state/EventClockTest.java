package io.weir.console.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventClockTest {
  private static final long NOON = 1_700_000_000_000L;
  private final EventClock clock = new EventClock();

  @Test
  void isTheWallClockUntilEventTimeIsKnownToBeElsewhere() {
    assertThat(clock.at(NOON)).isEqualTo(NOON);
    clock.observe(NOON, NOON - Duration.ofMinutes(2).toMillis());
    assertThat(clock.at(NOON + 1_000)).isEqualTo(NOON + 1_000);
  }

  @Test
  void runsAtTheSpeedOfASimulation() {
    long event = NOON - Duration.ofDays(10).toMillis();
    clock.observe(NOON, event);
    clock.observe(NOON + 2_000, event + 400_000);
    assertThat(clock.at(NOON + 2_000)).isEqualTo(event + 400_000);
    assertThat(clock.at(NOON + 3_000)).isEqualTo(event + 600_000);
    assertThat(clock.at(NOON + 1_000)).isEqualTo(event + 200_000);
  }

  @Test
  void saysNothingOfMomentsFarAway() {
    clock.observe(NOON, NOON - Duration.ofDays(10).toMillis());
    long before = NOON - Duration.ofHours(1).toMillis();
    assertThat(clock.at(before)).isEqualTo(before);
  }
}
