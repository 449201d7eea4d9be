package io.weir.jobs.learning;

import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimerService;

/** When learners go on without a record. Every call but the clock's is about the current key. */
final class LearnerTimers {
  private final InternalTimerService<VoidNamespace> timers;

  /** Wall clock of the latest step of any campaign that was asked for. */
  private long lastStepAt;

  private long lastStepMillis;

  LearnerTimers(InternalTimerService<VoidNamespace> timers) {
    this.timers = timers;
  }

  /** Returns the wall clock, milliseconds. */
  long now() {
    return timers.currentProcessingTime();
  }

  /** Returns the event time up to which all records have arrived, milliseconds. */
  long eventTime() {
    return timers.currentWatermark();
  }

  /** Asks for a call when the next slide falls due. */
  void awaitSlide(LearnerSlot slot) {
    long due = slot.learner.slideDue();
    if (due != LearnerSlot.NONE && due != slot.slideTimer) {
      slot.slideTimer = due;
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, due - 1);
    }
  }

  /**
   * Asks for a call that carries the queue or the solve on. All campaigns' steps follow one
   * another, each at a time of its own, with as much time between them for records and barriers as
   * a step takes: due timers go before records, and would otherwise leave them none.
   */
  void awaitStep(LearnerSlot slot) {
    if (slot.stepTimer == LearnerSlot.NONE) {
      lastStepAt = Math.max(now() + 1, lastStepAt + 2 * lastStepMillis);
      slot.stepTimer = lastStepAt;
      timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, slot.stepTimer);
    }
  }

  /** Notes how long a step took. */
  void stepTook(long millis) {
    lastStepMillis = millis;
  }

  /** Asks for a call when buffered samples have waited for their campaign for long enough. */
  void awaitCampaign(LearnerSlot slot, long limitMillis) {
    slot.bufferedUntil = now() + limitMillis;
    timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, slot.bufferedUntil);
  }
}
