package io.weir.jobs.attribution.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.internal.InternalListState;
import org.apache.flink.streaming.api.operators.InternalTimerService;

/**
 * Which keys are to be looked at when event time has come to a forget time. One timer a key group
 * and forget time, and beside it a list of keys that is written once a checkpoint, in place of a
 * timer a key: in RocksDB a timer costs as much as an event.
 *
 * <p>A key may be listed in vain or more than once: who looks at it finds nothing to do. A key that
 * is over before the next checkpoint is never written.
 */
public final class ForgetIndex {
  /** State of the lists: under the key of the group, in the namespace of the forget time. */
  public static final ListStateDescriptor<String> STATE =
      new ListStateDescriptor<>("forget-index", StringSerializer.INSTANCE);

  private static final int STRING_BYTES = 24 + 16 + 8;

  private final InternalListState<String, Long, String> lists;
  private final InternalTimerService<VoidNamespace> timers;
  private final CurrentKey currentKey;
  private final KeyGroups groups;
  private final long bytesMax;
  private final Map<Slot, List<String>> unwritten = new HashMap<>();
  private long bytes;

  private record Slot(int group, long atMillis) {}

  /**
   * Makes the index.
   *
   * @param lists state of {@link #STATE}
   * @param timers timers that this index has for itself
   * @param currentKey sets the key of both
   * @param maxParallelism number of key groups
   * @param owned those of this subtask
   * @param bytesMax most bytes of keys that wait to be written
   */
  public ForgetIndex(
      InternalListState<String, Long, String> lists,
      InternalTimerService<VoidNamespace> timers,
      CurrentKey currentKey,
      int maxParallelism,
      KeyGroupRange owned,
      long bytesMax) {
    this.lists = lists;
    this.timers = timers;
    this.currentKey = currentKey;
    this.groups = new KeyGroups(maxParallelism, owned);
    this.bytesMax = bytesMax;
  }

  /**
   * Has a key looked at.
   *
   * @param key the backend's current key, which stays what it is
   * @param atMillis event time, milliseconds since the epoch
   */
  public void add(String key, long atMillis) throws Exception {
    Slot slot = new Slot(groups.of(key), atMillis);
    List<String> keys = unwritten.get(slot);
    if (keys == null) {
      keys = new ArrayList<>();
      unwritten.put(slot, keys);
      currentKey.set(groups.key(slot.group));
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, atMillis);
      currentKey.set(key);
    }
    keys.add(key);
    bytes += STRING_BYTES + key.length();
    if (bytes > bytesMax) {
      writeAll();
      currentKey.set(key);
    }
  }

  /**
   * Removes and returns the keys of a timer.
   *
   * @param groupKey key of the timer, the backend's current key
   * @param atMillis time of the timer
   */
  public List<String> take(String groupKey, long atMillis) throws Exception {
    List<String> keys = new ArrayList<>();
    lists.setCurrentNamespace(atMillis);
    Iterable<String> stored = lists.get();
    if (stored != null) {
      stored.forEach(keys::add);
      lists.clear();
    }
    List<String> recent = unwritten.remove(new Slot(groups.of(groupKey), atMillis));
    if (recent != null) {
      keys.addAll(recent);
      recent.forEach(key -> bytes -= STRING_BYTES + key.length());
    }
    return keys;
  }

  /** Writes what the backend does not have. The current key is another afterwards. */
  public void writeAll() throws Exception {
    for (Map.Entry<Slot, List<String>> list : unwritten.entrySet()) {
      currentKey.set(groups.key(list.getKey().group));
      lists.setCurrentNamespace(list.getKey().atMillis);
      lists.addAll(list.getValue());
    }
    unwritten.clear();
    bytes = 0;
  }

  /** Returns how far event time has come for this index. */
  public long watermark() {
    return timers.currentWatermark();
  }
}
