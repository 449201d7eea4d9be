package io.weir.jobs.attribution.key;

import io.weir.jobs.attribution.join.PendingMessages;
import io.weir.jobs.attribution.state.AttributionState;
import io.weir.jobs.attribution.state.PendingMessage;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.api.common.state.ValueState;

/** The state of one key during one update: read once, written once if changed. */
final class KeyState {
  private final ValueState<AttributionState> states;
  private final boolean stored;
  private AttributionState value;
  private boolean changed;

  /** Reads the state of the current key. */
  KeyState(ValueState<AttributionState> states) throws IOException {
    this.states = states;
    AttributionState found = states.value();
    this.stored = found != null;
    this.value = found == null ? empty() : found;
  }

  AttributionState value() {
    return value;
  }

  boolean hasImpression() {
    return value.getImpression() != null;
  }

  void changed() {
    changed = true;
  }

  /** Removes and returns the waiting messages that match. */
  List<PendingMessage> take(Predicate<PendingMessage> which) {
    List<PendingMessage> taken = PendingMessages.take(value, which);
    changed |= !taken.isEmpty();
    return taken;
  }

  /** Removes and returns the messages that wait for their impression, or for another outcome. */
  List<PendingMessage> takeJoinable() {
    return take(message -> !PendingMessages.isHeld(message));
  }

  /** Lets a message wait. */
  void keep(PendingMessage message) {
    PendingMessages.add(value, message);
    changed = true;
  }

  /** Forgets the impression; what waits stays. */
  void forgetImpression() {
    List<PendingMessage> pending = value.getPending();
    value = empty();
    value.setPending(pending);
    changed = true;
  }

  void save() throws IOException {
    if (!changed) {
      return;
    }
    if (hasImpression() || !value.getPending().isEmpty()) {
      states.update(value);
    } else if (stored) {
      states.clear();
    }
  }

  private static AttributionState empty() {
    AttributionState state = new AttributionState();
    state.setCampaignId("");
    state.setUnitId("");
    state.setOutcomes(List.of());
    state.setPending(List.of());
    state.setPartition(-1);
    state.setOffset(-1L);
    return state;
  }
}
