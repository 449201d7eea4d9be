package io.weir.learner.state;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A learner's state in named parts, on their way to keyed state: a checkpoint writes those that
 * have changed. A later release can leave out a part it no longer knows and finds out which parts
 * an earlier release had not written. A part whose bytes change meaning gets a new name.
 */
public final class LearnerParts {
  /** Values that never change, by the part that holds their bytes in state. */
  private final Map<String, Object> written = new HashMap<>();

  private final Map<String, Integer> sizes = new HashMap<>();
  private final Map<String, byte[]> changed = new HashMap<>();
  private final Set<String> present = new HashSet<>();

  /** Puts a part that may have changed in place. */
  public void put(String name, Blobs.Writer writer) {
    byte[] bytes = Blobs.toBytes(writer);
    present.add(name);
    changed.put(name, bytes);
    sizes.put(name, bytes.length);
  }

  /** Puts a part that may have changed in place, if there is a value. */
  public <T> void put(String name, @Nullable T value, Blobs.ValueWriter<T> writer) {
    if (value != null) {
      put(name, out -> writer.write(value, out));
    }
  }

  /** Puts a value that never changes, if there is one: the same object is written once. */
  public <T> void putFixed(String name, @Nullable T value, Blobs.ValueWriter<T> writer) {
    if (value == null) {
      return;
    }
    if (written.put(name, value) == value) {
      present.add(name);
    } else {
      put(name, value, writer);
    }
  }

  /** Where parts are kept. */
  public interface Store {
    void put(String name, byte[] bytes) throws Exception;

    void remove(String name) throws Exception;
  }

  /**
   * Brings a store up to date with what was put since the last call.
   *
   * @param stored names of the parts in it; updated
   * @return bytes of all parts
   */
  public int flush(Set<String> stored, Store store) throws Exception {
    for (Map.Entry<String, byte[]> part : changed.entrySet()) {
      store.put(part.getKey(), part.getValue());
    }
    for (String name : stored) {
      if (!present.contains(name)) {
        store.remove(name);
      }
    }
    stored.clear();
    stored.addAll(present);
    written.keySet().retainAll(present);
    sizes.keySet().retainAll(present);
    changed.clear();
    present.clear();
    return sizes.values().stream().mapToInt(Integer::intValue).sum();
  }
}
