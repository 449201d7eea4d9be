package io.weir.jobs.common.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.ManualClock;
import org.junit.jupiter.api.Test;

/** Watermarks of one partition, by the clock that stands still while the partition is not read. */
class FrontWatermarksTest {
  private static final long T = 1_767_225_600_000L;

  private final ManualClock clock = new ManualClock();
  private final List<Long> emitted = new ArrayList<>();
  private final FrontWatermarks<String> watermarks =
      new FrontWatermarks<>(5_000, clock, new Silence(10_000, () -> true));

  private final WatermarkOutput output =
      new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark watermark) {
          emitted.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
      };

  private void pass(long millis) {
    clock.advanceTime(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
    watermarks.onPeriodicEmit(output);
  }

  @Test
  void trailTheFrontByTheDisorder() {
    watermarks.onEvent("a", T, output);
    pass(200);
    assertThat(emitted).isEmpty();
    pass(1_000);
    assertThat(emitted).containsExactly(T - 5_001);
  }

  @Test
  void oneEventADayAheadMovesThemNoFasterThanTheClock() {
    for (int i = 0; i < 10; i++) {
      watermarks.onEvent("a", T + i, output);
    }
    pass(1_000);
    watermarks.onEvent("ahead", T + 82_440_000, output);
    pass(200);
    pass(200);
    assertThat(emitted.get(2)).isLessThanOrEqualTo(T + 9 + 400 - 5_001);
    watermarks.onPeriodicEmit(output);
    assertThat(emitted.get(3)).as("a clock that stands moves nothing").isEqualTo(emitted.get(2));
  }

  @Test
  void deadLettersMoveNothing() {
    watermarks.onEvent("dead", Long.MIN_VALUE, output);
    pass(5_000);
    assertThat(emitted).isEmpty();
  }
}
