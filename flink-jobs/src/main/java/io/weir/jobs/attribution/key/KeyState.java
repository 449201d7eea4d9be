package io.weir.jobs.attribution.key;

import io.weir.jobs.attribution.join.PendingMessages;
import io.weir.jobs.attribution.state.AttributionState;
import io.weir.jobs.attribution.state.PendingMessage;
import io.weir.jobs.attribution.store.AttributionStateSerializer;
import io.weir.jobs.attribution.store.CachedState;
import io.weir.jobs.attribution.store.StateCache;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** The state of one key during one update: read once, written once if changed. */
final class KeyState {
  private final StateCache states;
  private final CachedState cached;
  private AttributionState value;
  private boolean changed;

  /** Reads the state of the current key. */
  KeyState(StateCache states, String key) throws IOException {
    this.states = states;
    this.cached = states.find(key);
    AttributionState found = cached.state();
    this.value = found == null ? AttributionStateSerializer.empty() : found;
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
    value = AttributionStateSerializer.empty();
    value.setPending(pending);
    changed = true;
  }

  void save() throws IOException {
    if (!changed) {
      return;
    }
    if (hasImpression() || !value.getPending().isEmpty()) {
      states.put(cached, value);
    } else {
      states.remove(cached);
    }
  }
}
