package io.weir.jobs.learning;

import io.weir.learner.OnlineLearner;
import io.weir.learner.state.SnapshotWriter;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;

/** A learner in memory, and what state and timers know of it. */
final class LearnerSlot {
  static final long NONE = Long.MIN_VALUE;

  final OnlineLearner learner;

  final SnapshotWriter parts = new SnapshotWriter();

  /** Parts of the learner that are in state. */
  final Set<String> storedParts;

  /** Panes of the window that are in state. */
  final Set<Long> storedPanes;

  /** Samples buffered in state. */
  int buffered;

  /** When buffered samples have waited for an unknown campaign for long enough. */
  long bufferedUntil;

  /**
   * Samples that were buffered and can be learned from now, and those that came since, in order and
   * as state has them ({@link SampleBuffer}): a warm-up's worth of samples is not learned from in
   * one go.
   */
  final ArrayDeque<byte[]> queue;

  /** Whether state has something else than this queue. */
  boolean queueChanged;

  /** When the slide is due that a timer was set for. */
  long slideTimer = NONE;

  /** When the queue or the solve goes on; there is one such timer at a time. */
  long stepTimer = NONE;

  LearnerSlot(
      OnlineLearner learner,
      Set<String> storedParts,
      Set<Long> storedPanes,
      int buffered,
      ArrayDeque<byte[]> queue) {
    this.learner = learner;
    this.storedParts = storedParts;
    this.storedPanes = storedPanes;
    this.buffered = buffered;
    this.queue = queue;
  }

  /** Puts samples before all others: they came first. */
  void queueFirst(List<byte[]> samples) {
    for (int i = samples.size() - 1; i >= 0; i--) {
      queue.addFirst(samples.get(i));
    }
    queueChanged = true;
  }

  void queueLast(byte[] sample) {
    queue.add(sample);
    queueChanged = true;
  }

  byte[] takeFirst() {
    queueChanged = true;
    return queue.remove();
  }
}
