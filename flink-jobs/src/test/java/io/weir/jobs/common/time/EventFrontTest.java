package io.weir.jobs.common.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is promised of event time: which share of how wrong events moves it by how much. */
class EventFrontTest {
  private static final long T = 1_767_225_600_000L;
  private static final long HOUR = 3_600_000;
  private static final int STEP = 200;

  @Test
  void saysNothingBeforeTheFirstEvents() {
    EventFront front = new EventFront();
    front.advance(10_000);
    assertThat(front.isKnown()).isFalse();
    front.observe(T);
    front.advance(STEP);
    assertThat(front.isKnown()).as("one event does not speak at once").isFalse();
  }

  /** Live traffic: event time is the clock, some events are ahead by any amount. */
  @ParameterizedTest
  @CsvSource({
    "0.01, 60000, 50",
    "0.5, 3600000, 50",
    "0.5, 3600000, 4",
    "0.4, 60000, 2",
    "0.3, 86400000, 1"
  })
  void aHalfAheadMovesNothingInLiveTraffic(double share, long aheadMillis, int perStep) {
    Random random = new Random(7);
    EventFront front = new EventFront();
    long clock = T;
    for (int step = 0; step < 3_000; step++) {
      clock += STEP;
      for (int i = 0; i < perStep; i++) {
        front.observe(clock + (random.nextDouble() < share ? aheadMillis : -random.nextInt(100)));
      }
      front.advance(STEP);
      if (front.isKnown()) {
        // At the start the first second's events speak, however few there are.
        assertThat(front.millis()).isLessThanOrEqualTo(clock + 1_000);
        assertThat(front.millis()).isGreaterThan(clock - 15_000);
      }
    }
  }

  /** A backlog is read far faster than time passes; one time in 500 has a bit flipped upward. */
  @Test
  void flippedBitsInABacklogMoveNothing() {
    Random random = new Random(11);
    EventFront front = new EventFront();
    long event = T - 24 * HOUR;
    for (int step = 0; step < 200; step++) {
      for (int i = 0; i < 2_000; i++) {
        event += random.nextInt(100);
        boolean flipped = random.nextInt(500) == 0;
        front.observe(flipped ? event ^ (1L << (18 + random.nextInt(6))) : event);
      }
      front.advance(STEP);
      if (front.isKnown()) {
        assertThat(front.millis()).isLessThanOrEqualTo(event + STEP * (step + 1L));
        assertThat(front.millis()).as("keeps up").isGreaterThan(event - 60_000);
      }
    }
  }

  @Test
  void aBatchOfOneProducerSpeaksForNobodyElse() {
    EventFront front = new EventFront();
    long event = T;
    for (int i = 0; i < 600; i++) {
      front.observe(event++);
    }
    front.advance(1_000);
    for (int i = 0; i < 350; i++) {
      front.observe(event + HOUR);
    }
    front.advance(STEP);
    assertThat(front.millis()).isLessThanOrEqualTo(event + STEP);
  }

  @Test
  void aSilentPartitionFollowsItsLatestEventNoFasterThanTheClock() {
    EventFront front = new EventFront();
    for (int i = 0; i < 100; i++) {
      front.observe(T);
    }
    front.advance(1_000);
    front.observe(T + 5_000);
    front.advance(1_000);
    assertThat(front.millis()).isEqualTo(T + 1_000);
    for (int i = 0; i < 10; i++) {
      front.advance(1_000);
    }
    assertThat(front.millis()).as("and never beyond it").isEqualTo(T + 5_000);
  }

  @Test
  void fewEventsAreEnoughWhereFewCome() {
    EventFront front = new EventFront();
    long clock = T;
    for (int i = 0; i < 60; i++) {
      clock += 60_000;
      front.observe(clock);
      front.advance(60_000);
      assertThat(front.millis()).isEqualTo(clock);
    }
  }

  @Test
  void nearlyAllCarryEventTimeAtOnce() {
    EventFront front = new EventFront();
    front.observe(T);
    front.advance(1_000);
    for (int i = 0; i < 300; i++) {
      front.observe(T + HOUR);
    }
    front.advance(STEP);
    assertThat(front.millis()).isEqualTo(T + HOUR);
  }

  @Test
  void neverGoesBack() {
    EventFront front = new EventFront();
    front.observe(T);
    front.advance(1_000);
    for (int i = 0; i < 600; i++) {
      front.observe(T - HOUR);
    }
    front.advance(STEP);
    assertThat(front.millis()).isEqualTo(T);
  }
}
