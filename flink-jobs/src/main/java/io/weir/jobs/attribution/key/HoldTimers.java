package io.weir.jobs.attribution.key;

import io.weir.jobs.attribution.join.PendingMessages;
import io.weir.jobs.attribution.state.PendingMessage;
import org.apache.flink.streaming.api.TimerService;

/**
 * Timers of a key whose messages wait for their campaign: it is looked for once a second of wall
 * clock, and a last time when event time ends, so that a drained job leaves nothing behind.
 */
final class HoldTimers {
  private static final long RETRY_MILLIS = 1000;

  private final TimerService timers;
  private final long startedAtMillis;

  /**
   * Makes the timers.
   *
   * @param startedAtMillis wall clock at the job's start
   */
  HoldTimers(TimerService timers, long startedAtMillis) {
    this.timers = timers;
    this.startedAtMillis = startedAtMillis;
  }

  /** Starts the wait of a message; one that waited before goes on waiting. */
  void start(PendingMessage message) {
    if (message.getHeldSinceMillis() == 0) {
      long now = timers.currentProcessingTime();
      message.setHeldSinceMillis(now);
      timers.registerProcessingTimeTimer(nextRetry(now));
      timers.registerEventTimeTimer(Long.MAX_VALUE);
    }
  }

  /** Returns for how long a message has waited while the job ran. */
  long waitedMillis(PendingMessage message, long now) {
    long held = message.getHeldSinceMillis();
    // A stop of the job does not count: campaigns could not appear while it stood still.
    return now - (held > now ? startedAtMillis : Math.max(held, startedAtMillis));
  }

  /** Stops the timers if nothing waits any more, else sets the next. */
  void settle(KeyState state, boolean byTimer, long now) {
    if (!PendingMessages.anyHeld(state.value())) {
      timers.deleteEventTimeTimer(Long.MAX_VALUE);
      timers.deleteProcessingTimeTimer(nextRetry(now));
    } else if (byTimer) {
      timers.registerProcessingTimeTimer(nextRetry(now));
    }
  }

  private static long nextRetry(long now) {
    return (now / RETRY_MILLIS + 1) * RETRY_MILLIS;
  }
}
