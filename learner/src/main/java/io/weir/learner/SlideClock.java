package io.weir.learner;

import io.weir.core.state.StateInput;
import io.weir.core.state.StateOutput;
import java.io.IOException;

/** Event time of one campaign's samples, cut into slides. */
final class SlideClock {
  private static final long NEVER = Long.MIN_VALUE;

  /** Greatest event time seen. */
  private long now = NEVER;

  /** When the next slide falls due. */
  private long nextEnd = NEVER;

  /** Returns the greatest event time seen, milliseconds. */
  long now() {
    return now;
  }

  /** Returns when the next slide falls due; {@link Long#MIN_VALUE} before the first sample. */
  long nextEnd() {
    return nextEnd;
  }

  /** Returns whether a slide falls due with a sample of some time; the first sample begins one. */
  boolean due(long time, long slideMillis) {
    if (nextEnd == NEVER) {
      nextEnd = endAfter(time, slideMillis);
    }
    return time >= nextEnd;
  }

  /** Returns whether a sample was learned from since the last slide fell due. */
  boolean samplesSinceSlide(long slideMillis) {
    return nextEnd != NEVER && now >= nextEnd - slideMillis;
  }

  /** Ends the slide that is due; returns when it was. */
  long end(long slideMillis) {
    long end = nextEnd;
    nextEnd = endAfter(Math.max(now, end), slideMillis);
    return end;
  }

  /**
   * Makes the next slide end after a time. A gap in the samples is one slide however long it is,
   * whether a timer or a sample ended it: how fast event time ran meanwhile must not show in what
   * is published.
   */
  void skipTo(long time, long slideMillis) {
    nextEnd = Math.max(nextEnd, endAfter(time, slideMillis));
  }

  /** Notes a sample. */
  void advance(long time) {
    now = Math.max(now, time);
  }

  private static long endAfter(long time, long slideMillis) {
    return Math.floorDiv(time, slideMillis) * slideMillis + slideMillis;
  }

  void write(StateOutput out) throws IOException {
    out.writeLong(now);
    out.writeLong(nextEnd);
  }

  void read(StateInput in) throws IOException {
    now = in.readLong();
    nextEnd = in.readLong();
  }
}
