package io.weir.learner.state;

import io.weir.core.state.StateOutput;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An incremental snapshot of a learner, in named parts: of those that may have changed, each is
 * written; what never changes is written once. {@link SnapshotReader} reads them.
 *
 * <p>A later release can leave out a part it no longer knows, and finds out which parts an earlier
 * one had not written.
 */
public final class SnapshotWriter {
  /** Is there if every part begins with the number of its format. */
  static final String TOLD = "formats";

  /** Values that never change, by the part that holds their bytes in state. */
  private final Map<String, Object> written = new HashMap<>();

  private final Map<String, Integer> sizes = new HashMap<>();
  private final Map<String, byte[]> changed = new HashMap<>();
  private final Set<String> present = new HashSet<>();

  /** Puts a part that may have changed in place. */
  public void put(String name, StateOutput.Piece piece) {
    byte[] bytes = StateOutput.bytesOf(piece);
    present.add(name);
    changed.put(name, bytes);
    sizes.put(name, bytes.length);
  }

  /** Puts a part that may have changed in place, if there is a value. */
  public <T> void put(String name, @Nullable T value, StateOutput.Writer<T> writer) {
    if (value != null) {
      put(name, out -> writer.write(value, out));
    }
  }

  /** Puts a value that never changes, if there is one: the same object is written once. */
  public <T> void putImmutable(String name, @Nullable T value, StateOutput.Writer<T> writer) {
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
    putImmutable(TOLD, TOLD, (value, out) -> out.writeBoolean(true));
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
