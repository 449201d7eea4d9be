package io.weir.jobs.common.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkOutputMultiplexer;
import org.apache.flink.util.clock.ManualClock;
import org.junit.jupiter.api.Test;

/** When a partition that says nothing stops to hold event time back: two partitions of a source. */
class SilenceTest {
  private static final long T = 1_767_225_600_000L;
  private static final long DISORDER_MILLIS = 5_000;
  private static final long IDLENESS_MILLIS = 10_000;

  private final ManualClock clock = new ManualClock();
  private final AtomicBoolean contact = new AtomicBoolean(true);
  private final List<Long> emitted = new ArrayList<>();
  private final WatermarkOutputMultiplexer source =
      new WatermarkOutputMultiplexer(
          new WatermarkOutput() {
            @Override
            public void emitWatermark(Watermark watermark) {
              emitted.add(watermark.getTimestamp());
            }

            @Override
            public void markIdle() {}

            @Override
            public void markActive() {}
          });
  private final FrontWatermarks<String> left = partition("left");
  private final FrontWatermarks<String> right = partition("right");

  private FrontWatermarks<String> partition(String name) {
    source.registerNewOutput(
        name,
        new WatermarkOutputMultiplexer.WatermarkUpdateListener() {
          @Override
          public void onWatermarkUpdate(long watermark) {}

          @Override
          public void onIdleUpdate(boolean idle) {}
        });
    return new FrontWatermarks<>(
        DISORDER_MILLIS, clock, new Silence(IDLENESS_MILLIS, contact::get));
  }

  private void events(FrontWatermarks<String> partition, long eventMillis) {
    for (int i = 0; i < 20; i++) {
      partition.onEvent("event", eventMillis + i, source.getDeferredOutput("left"));
    }
  }

  private void pass(long millis, long stepMillis) {
    for (long passed = 0; passed < millis; passed += stepMillis) {
      clock.advanceTime(stepMillis, TimeUnit.MILLISECONDS);
      left.onPeriodicEmit(source.getDeferredOutput("left"));
      right.onPeriodicEmit(source.getDeferredOutput("right"));
      source.onPeriodicEmit();
    }
  }

  private long watermark() {
    return emitted.isEmpty() ? Long.MIN_VALUE : emitted.get(emitted.size() - 1);
  }

  private void bothHaveComeTo(long eventMillis) {
    events(left, eventMillis);
    events(right, eventMillis);
    pass(2_000, 200);
    assertThat(watermark()).isBetween(eventMillis - DISORDER_MILLIS - 1, eventMillis);
  }

  @Test
  void whileTheBrokerAnswersSilenceIsIdleness() {
    bothHaveComeTo(T);
    pass(IDLENESS_MILLIS - 3_000, 200);
    events(left, T + 100_000);
    pass(400, 200);
    assertThat(watermark()).as("not yet").isLessThan(T + 1_000);
    pass(4_000, 200);
    assertThat(watermark()).isGreaterThan(T + 90_000);
  }

  @Test
  void afterAnAbsenceOfTheBrokerNobodyRunsAheadOfWhoIsStillToBeRead() {
    bothHaveComeTo(T);
    contact.set(false);
    pass(135_000, 200);
    contact.set(true);
    events(left, T + 135_000);
    pass(IDLENESS_MILLIS - 1_000, 200);
    assertThat(watermark()).as("what right has missed is not late").isLessThan(T + 1_000);
    events(right, T + 135_000);
    pass(1_000, 200);
    assertThat(watermark()).isGreaterThan(T + 120_000);
  }

  @Test
  void whoWasIdleBeforeAnAbsenceIsWaitedForAfterIt() {
    bothHaveComeTo(T);
    pass(IDLENESS_MILLIS + 1_000, 200);
    events(left, T + 20_000);
    pass(1_000, 200);
    long before = watermark();
    assertThat(before).as("right is idle").isGreaterThan(T + 10_000);
    contact.set(false);
    pass(1_000, 200);
    contact.set(true);
    events(left, T + 135_000);
    pass(IDLENESS_MILLIS - 1_000, 200);
    assertThat(watermark()).isEqualTo(before);
    pass(2_000, 200);
    assertThat(watermark()).isGreaterThan(T + 120_000);
  }

  @Test
  void aProcessThatStoodStillHasHeardNothing() {
    bothHaveComeTo(T);
    pass(60_000, 60_000);
    events(left, T + 60_000);
    pass(2_000, 200);
    assertThat(watermark()).isLessThan(T + 1_000);
  }

  @Test
  void eventsOfLongAgoOnAPartitionThatHasNoOthersHoldNobodyBackForLong() {
    events(left, T);
    right.onEvent("ancient", 1L << 31, source.getDeferredOutput("right"));
    pass(2_000, 200);
    assertThat(watermark()).as("taken at its word at first").isLessThan(T - DISORDER_MILLIS - 1);
    for (int second = 0; second < 12; second++) {
      events(left, T + 1_000 * second);
      right.onEvent("older", second, source.getDeferredOutput("right"));
      right.onEvent("dead letter", Long.MIN_VALUE, source.getDeferredOutput("right"));
      pass(1_000, 200);
    }
    assertThat(watermark()).isGreaterThan(T);
  }
}
