package io.weir.jobs.common.time;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.RelativeClock;

/**
 * Watermarks a bound of disorder behind the {@link EventFront} of one partition. The partition is
 * idle where its {@link Silence} is long, and active again as soon as that is in doubt. Only events
 * that are on time break the silence: a few of long ago, on a partition that has no others, would
 * else hold everybody back.
 *
 * @param <T> element; one without a time has the smallest long and moves nothing
 */
final class FrontWatermarks<T> implements WatermarkGenerator<T> {
  private final EventFront front = new EventFront();
  private final long disorderMillis;
  private final RelativeClock clock;
  private final Silence silence;
  private long readAtMillis;
  private boolean idle;

  /**
   * Makes a generator.
   *
   * @param disorderMillis how far behind the front an event may lie and still be on time
   * @param clock stands still while the partition cannot be read, as under backpressure
   * @param silence of the partition
   */
  FrontWatermarks(long disorderMillis, RelativeClock clock, Silence silence) {
    this.disorderMillis = disorderMillis;
    this.clock = clock;
    this.silence = silence;
    this.readAtMillis = clock.relativeTimeMillis();
  }

  @Override
  public void onEvent(T element, long eventMillis, WatermarkOutput output) {
    if (eventMillis != Long.MIN_VALUE) {
      // What is late anyway, and what has no time, keeps nobody waiting.
      if (!front.isKnown() || eventMillis >= front.millis() - disorderMillis) {
        silence.broken();
      }
      front.observe(eventMillis);
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    long now = clock.relativeTimeMillis();
    long elapsed = Math.max(0, now - readAtMillis);
    readAtMillis = now;
    front.advance(elapsed);
    silence.pass(elapsed);
    if (silence.isIdle() != idle) {
      idle = !idle;
      if (idle) {
        output.markIdle();
      } else {
        output.markActive();
      }
    }
    if (!idle && front.isKnown()) {
      output.emitWatermark(new Watermark(front.millis() - disorderMillis - 1));
    }
  }
}
