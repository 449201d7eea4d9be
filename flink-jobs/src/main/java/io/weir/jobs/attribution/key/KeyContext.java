package io.weir.jobs.attribution.key;

import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.streaming.api.TimerService;

/** What the operator gives to the update of its current key. */
public interface KeyContext {
  /** Returns clocks, and the timers of the current key. */
  TimerService timers();

  /** Returns the campaigns in force, by campaignId. */
  ReadOnlyBroadcastState<String, Campaign> campaigns();

  /** Emits a dead letter. */
  void output(DeadLetter letter);
}
