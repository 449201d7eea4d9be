package io.weir.core.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventClockTest {
  private static final long START = 1_700_000_000_000L;
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60_000;
  private static final long HOUR = 3_600_000;
  private static final long WEEK = 7 * 24 * HOUR;

  private final EventClock clock = new EventClock(EventClock.UNSET);

  /** Sends events that are a second apart, read at a multiple of the speed of time. */
  private void run(long from, int seconds, double speed, long wall) {
    for (int s = 0; s < seconds; s++) {
      clock.observe(from + s * SECOND, 1, wall + (long) (s * SECOND / speed));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 60, 5_000})
  void followsEventsAtAnySpeedOfReading(double speed) {
    run(START, 7_200, speed, START + WEEK);
    assertThat(clock.millis()).isEqualTo(START + 7_199 * SECOND);
  }

  @ParameterizedTest
  @ValueSource(longs = {HOUR, 22 * HOUR + 54 * MINUTE, WEEK - HOUR, -HOUR, -WEEK, 1L << 28, -START})
  void aSingleWrongTimeMovesNothing(long off) {
    for (long wall : new long[] {START, START + WEEK}) {
      run(START, 600, 1, wall);
      long before = clock.millis();
      clock.observe(START + 600 * SECOND + off, 1, wall + 600 * SECOND);
      assertThat(clock.millis()).isEqualTo(before);
      run(START + 600 * SECOND, 600, 1, wall + 600 * SECOND);
      assertThat(clock.millis()).isEqualTo(START + 1_199 * SECOND);
    }
  }

  @Test
  void notEvenTheFirstTwoOfAll() {
    clock.observe(START + 22 * HOUR, 1, START + WEEK);
    clock.observe(START + HOUR, 1, START + WEEK);
    run(START, 60, 1, START + WEEK);
    assertThat(clock.millis()).isEqualTo(START + 59 * SECOND);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.2, 0.4})
  void aMinorityOfWrongClocksMovesNothing(double share) {
    SplittableRandom random = new SplittableRandom(7);
    for (int s = 0; s < 50_000; s++) {
      long at = START + s * 100L;
      clock.observe(random.nextDouble() < share ? at + HOUR : at, 1, at + WEEK);
      assertThat(clock.millis()).isLessThanOrEqualTo(at + EventClock.NEAR_MILLIS);
    }
    assertThat(clock.millis()).isCloseTo(START + 5_000_000, within(EventClock.NEAR_MILLIS));
  }

  @Test
  void afterASilenceAFewEventsAreEnough() {
    run(START, 600, 1, START);
    long morning = START + 9 * HOUR;
    run(morning, 2, 1, morning);
    assertThat(clock.millis()).isLessThan(START + HOUR);
    clock.observe(morning + 2 * SECOND, 1, morning + 2 * SECOND);
    assertThat(clock.millis()).isEqualTo(morning);
    run(morning + 3 * SECOND, 60, 1, morning + 3 * SECOND);
    assertThat(clock.millis()).isEqualTo(morning + 62 * SECOND);
  }

  @Test
  void aGapInABacklogIsCrossedWithinSeconds() {
    run(START, 3_600, 1_000, START + WEEK);
    long later = START + 10 * HOUR;
    run(later, 3_600, 1_000, START + WEEK + 4 * SECOND);
    assertThat(clock.millis()).isEqualTo(later + 3_599 * SECOND);
  }

  @Test
  void aCampaignOfFewEventsLagsByAFewOfThem() {
    for (int i = 0; i <= 48; i++) {
      clock.observe(START + i * 10 * MINUTE, 1, START + i * 10 * MINUTE);
    }
    assertThat(clock.millis()).isBetween(START + 48 * 10 * MINUTE - 40 * MINUTE, START + 8 * HOUR);
  }

  @Test
  void manyEventsOfOneSecondAreManyEvents() {
    clock.observe(START, 500, START);
    assertThat(clock.millis()).isEqualTo(START);
    clock.observe(START + HOUR, 500, START + HOUR);
    assertThat(clock.millis()).isEqualTo(START + HOUR);
  }

  @Test
  void theArrayOfEarlierReleasesIsRead() throws Exception {
    clock.observe(START, 500, START);
    EventClock read =
        EventClock.read(
            StateInput.ofNumbers(new double[] {START, 3.5, 1.25, START + HOUR, START + SECOND}));
    EventClock same = EventClock.read(StateInput.of(StateOutput.bytesOf(read::write)));
    assertThat(same.millis()).isEqualTo(read.millis()).isEqualTo(START);
    assertThat(StateOutput.bytesOf(same::write)).isEqualTo(StateOutput.bytesOf(read::write));
  }

  @Test
  void goesOnBitForBit() throws Exception {
    run(START, 100, 1, START);
    clock.observe(START + HOUR, 1, START + 100 * SECOND);
    EventClock copy = EventClock.read(StateInput.of(StateOutput.bytesOf(clock::write)));
    for (EventClock each : new EventClock[] {clock, copy}) {
      for (int i = 0; i < 500; i++) {
        each.observe(START + HOUR + i * SECOND, 1, START + i * SECOND);
      }
    }
    assertThat(StateOutput.bytesOf(copy::write)).isEqualTo(StateOutput.bytesOf(clock::write));
  }
}
