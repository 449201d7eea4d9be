package io.weir.jobs.attribution.store;

import io.weir.jobs.attribution.state.AttributionState;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.state.ValueState;

/**
 * A write-back cache of the states that changed last, in front of the state backend. A treatment
 * follows its impression at once, and an impression with a short window is over before it would
 * have had to be written: neither asks the backend for more than whether the key is new.
 *
 * <p>Two queues, oldest first: states that the backend does not have yet, and states that it has.
 * When the first grows beyond its share of the bytes its oldest states are written, so that {@link
 * #writeAll}, which must run before every snapshot, never has much to do.
 *
 * <p>Not thread-safe. Nothing in it outlives the operator: after a failure all comes from the
 * snapshot.
 */
public final class StateCache {
  /** The changed states may take one part in so many; the rest is for those written. */
  private static final int CHANGED_SHARE = 4;

  private final ValueState<AttributionState> backend;
  private final CurrentKey currentKey;
  private final long changedBytesMax;
  private final long writtenBytesMax;
  private final Map<String, CachedState> changed = new LinkedHashMap<>();
  private final Map<String, CachedState> written = new LinkedHashMap<>();
  private long changedBytes;
  private long writtenBytes;

  /**
   * Makes an empty cache.
   *
   * @param backend where states are kept
   * @param currentKey sets the backend's key
   * @param bytesMax bound of what the cache takes on the heap, by estimate; one state more may be
   *     held than fits
   */
  public StateCache(ValueState<AttributionState> backend, CurrentKey currentKey, long bytesMax) {
    this.backend = backend;
    this.currentKey = currentKey;
    this.changedBytesMax = bytesMax / CHANGED_SHARE;
    this.writtenBytesMax = bytesMax - changedBytesMax;
  }

  /**
   * Returns the state of a key.
   *
   * @param key the backend's current key
   */
  public CachedState find(String key) throws IOException {
    CachedState found = changed.get(key);
    if (found != null) {
      return found;
    }
    found = written.get(key);
    if (found != null) {
      // A backend on the heap may be writing the very object to a snapshot.
      AttributionState copy =
          AttributionStateSerializer.copyOf(Objects.requireNonNull(found.state));
      return new CachedState(key, copy, true);
    }
    AttributionState state = backend.value();
    return new CachedState(key, state, state != null);
  }

  /**
   * Takes up a changed state.
   *
   * @param cached of the backend's current key, which stays what it is
   */
  public void put(CachedState cached, AttributionState state) throws IOException {
    if (cached.changed) {
      changedBytes -= cached.bytes;
    } else {
      dropWritten(cached.key);
      changed.put(cached.key, cached);
      cached.changed = true;
    }
    cached.state = state;
    cached.bytes = HeapSize.of(cached.key, state);
    changedBytes += cached.bytes;
    if (changedBytes > changedBytesMax) {
      Iterator<CachedState> oldest = changed.values().iterator();
      while (changedBytes > changedBytesMax && oldest.hasNext()) {
        CachedState next = oldest.next();
        oldest.remove();
        write(next);
      }
      currentKey.set(cached.key);
    }
  }

  /**
   * Forgets the state of a key.
   *
   * @param cached of the backend's current key
   */
  public void remove(CachedState cached) throws IOException {
    if (cached.changed) {
      changed.remove(cached.key);
      changedBytes -= cached.bytes;
      cached.changed = false;
    } else {
      dropWritten(cached.key);
    }
    if (cached.stored) {
      backend.clear();
      cached.stored = false;
    }
    cached.state = null;
  }

  /** Writes all that the backend does not have. The backend's current key is another afterwards. */
  public void writeAll() throws IOException {
    for (CachedState state : changed.values()) {
      write(state);
    }
    changed.clear();
  }

  /** Returns the estimated bytes on the heap. */
  public long bytes() {
    return changedBytes + writtenBytes;
  }

  /** Returns the number of states that the backend does not have. */
  public int unwritten() {
    return changed.size();
  }

  private void write(CachedState state) throws IOException {
    currentKey.set(state.key);
    backend.update(state.state);
    changedBytes -= state.bytes;
    state.changed = false;
    state.stored = true;
    written.put(state.key, state);
    writtenBytes += state.bytes;
    Iterator<CachedState> oldest = written.values().iterator();
    while (writtenBytes > writtenBytesMax && oldest.hasNext()) {
      writtenBytes -= oldest.next().bytes;
      oldest.remove();
    }
  }

  private void dropWritten(String key) {
    CachedState dropped = written.remove(key);
    if (dropped != null) {
      writtenBytes -= dropped.bytes;
    }
  }
}
