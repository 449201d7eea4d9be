package io.weir.learner.state;

import io.weir.core.state.StateInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parts of a learner's snapshot as they were written ({@link SnapshotWriter}). */
public final class SnapshotReader {
  private final Map<String, byte[]> parts;
  private final boolean told;

  public SnapshotReader(Map<String, byte[]> parts) {
    this.parts = parts;
    this.told = parts.containsKey(SnapshotWriter.TOLD);
  }

  /** Returns a part; null if it was not written. */
  public @Nullable StateInput get(String name) {
    byte[] bytes = parts.get(name);
    return bytes == null ? null : StateInput.of(bytes, told);
  }

  /** Returns a part's value; null if it was not written. */
  public <T> @Nullable T read(String name, StateInput.Reader<T> reader) throws IOException {
    StateInput in = get(name);
    return in == null ? null : reader.read(in);
  }

  /** Returns the parts whose names begin in a certain way, by name. */
  public Map<String, StateInput> beginningWith(String prefix) {
    Map<String, StateInput> found = new TreeMap<>();
    parts.forEach(
        (name, bytes) -> {
          if (name.startsWith(prefix)) {
            found.put(name, StateInput.of(bytes, told));
          }
        });
    return found;
  }

  /** Reads parts that were written as one value, as the first savepoints hold them. */
  public static SnapshotReader ofOne(byte[] value) throws IOException {
    StateInput in = StateInput.of(value);
    Map<String, byte[]> parts = new LinkedHashMap<>();
    for (int count = in.readInt(); count > 0; count--) {
      parts.put(in.readText(), in.readBytes());
    }
    return new SnapshotReader(parts);
  }
}
