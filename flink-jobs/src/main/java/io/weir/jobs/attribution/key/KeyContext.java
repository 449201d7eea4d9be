package io.weir.jobs.attribution.key;

import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.streaming.api.TimerService;

/** What the operator gives to the update of its current key. */
public interface KeyContext {
  /** Returns the wall clock, and the timers of the current key. */
  TimerService timers();

  /** Returns how far event time has come, milliseconds since the epoch. */
  long watermark();

  /**
   * Has a key looked at when event time has come so far.
   *
   * @param key the current key
   * @param atMillis event time, milliseconds since the epoch
   */
  void advanceAt(String key, long atMillis) throws Exception;

  /** Returns the campaigns in force, by campaignId. */
  ReadOnlyBroadcastState<String, Campaign> campaigns();

  /** Emits a dead letter. */
  void output(DeadLetter letter);
}
