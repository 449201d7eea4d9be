package io.weir.jobs.attribution.store;

import io.weir.jobs.attribution.state.AttributionState;
import org.jspecify.annotations.Nullable;

/** One key and its state, as {@link StateCache} hands it out. Serves one update of the key. */
public final class CachedState {
  final String key;
  @Nullable AttributionState state;

  /** Whether the state backend holds any state of the key, be it older. */
  boolean stored;

  /** Whether the cache holds the state and the backend does not. */
  boolean changed;

  /** Estimate of what it takes on the heap. */
  long bytes;

  CachedState(String key, @Nullable AttributionState state, boolean stored) {
    this.key = key;
    this.state = state;
    this.stored = stored;
  }

  /** Returns the state, which the caller may change if it puts it back; null for none. */
  public @Nullable AttributionState state() {
    return state;
  }
}
