package io.weir.jobs.common.time;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.RelativeClock;

/**
 * Watermarks a bound of disorder behind the {@link EventFront} of one partition.
 *
 * @param <T> element; one without a time has the smallest long and moves nothing
 */
final class FrontWatermarks<T> implements WatermarkGenerator<T> {
  private final EventFront front = new EventFront();
  private final long disorderMillis;
  private final RelativeClock clock;
  private long readAtMillis;

  /**
   * Makes a generator.
   *
   * @param disorderMillis how far behind the front an event may lie and still be on time
   * @param clock stands still while the partition cannot be read, as under backpressure
   */
  FrontWatermarks(long disorderMillis, RelativeClock clock) {
    this.disorderMillis = disorderMillis;
    this.clock = clock;
    this.readAtMillis = clock.relativeTimeMillis();
  }

  @Override
  public void onEvent(T element, long eventMillis, WatermarkOutput output) {
    if (eventMillis != Long.MIN_VALUE) {
      front.observe(eventMillis);
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    long now = clock.relativeTimeMillis();
    front.advance(Math.max(0, now - readAtMillis));
    readAtMillis = now;
    if (front.isKnown()) {
      output.emitWatermark(new Watermark(front.millis() - disorderMillis - 1));
    }
  }
}
